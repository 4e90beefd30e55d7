namespace DqnGpu.Kernels.Tests;

/// <summary>Finding and opening devices by name.</summary>
public sealed class DevicesTests
{
    [Test]
    public void The_simd_device_is_listed_and_opens()
    {
        Assert.That(Devices.List().Single(device => device.Name == "simd").Available, Is.True);
        using var device = Devices.Open("SIMD", new DeviceOptions(Threads: 1));
        Assert.That(device.Name, Is.EqualTo("simd"));
        Assert.That(device.Description, Does.Contain("1 thread"));
    }

    [Test]
    public void Auto_opens_something()
    {
        using var device = Devices.Open("auto");
        Assert.That(Devices.List().Select(listed => listed.Name.Split(':')[0]), Does.Contain(device.Name.Split(':')[0]));
    }

    [Test]
    public void What_computes_on_the_processor_is_no_gpu()
    {
        foreach (var device in Devices.List().Where(device => device.Name is "simd" or "ilgpu-cpu" || device.Description.Contains("Portable Computing Language")))
            Assert.That(device.IsGpu, Is.False, device.Name);
    }

    [Test]
    public void An_unavailable_device_says_why() =>
        Assert.That(
            Devices.List().Where(device => !device.Available).Select(device => device.WhyUnavailable), Is.All.Not.Null.And.All.Not.Empty);

    [Test]
    public void An_unknown_name_lists_the_valid_ones_and_the_nearest() =>
        Assert.That(
            () => Devices.Open("sind"),
            Throws.ArgumentException.With.Message.Contains("There is no device 'sind'. Did you mean 'simd'?").And.Message.Contains("auto"));

    [TestCase("simd")]
    [TestCase("ilgpu-cpu")]
    public void A_precision_that_the_device_lacks_is_refused(string name) =>
        Assert.That(
            () => Devices.Open(name, new DeviceOptions(Precision: Precision.Tf32)),
            Throws.InstanceOf<NotSupportedException>().With.Message.StartsWith(name)
                .And.Message.Contains("no tensor cores for tf32, only fp32. That needs a CUDA GPU of compute capability 8.0 or above"));

    [Test]
    public void A_negative_number_of_threads_is_refused() =>
        Assert.That(
            () => Devices.Open("simd", new DeviceOptions(Threads: -1)),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("but is -1"));
}
