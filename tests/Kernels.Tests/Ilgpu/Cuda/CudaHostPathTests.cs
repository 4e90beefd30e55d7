namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>The CUDA device on a machine without CUDA, in processes of their own whose CUDA driver is <see cref="SoftwareDriver"/>.</summary>
public sealed class CudaHostPathTests
{
    private SoftwareDriver? driver;

    [OneTimeSetUp]
    public void CompileTheDriver() => driver = SoftwareDriver.Compile();

    [OneTimeTearDown]
    public void RemoveTheDriver() => driver?.Dispose();

    // Slow, as the next: all kernels are compiled.
    [Test, Category("Slow")]
    public void Every_operation_reaches_the_driver_plainly_and_as_a_graph()
    {
        var printed = RunHostPath();
        Assert.That(printed["name"], Is.EqualTo("cuda"), "auto prefers CUDA");
        Assert.That(printed["description"], Does.Contain("Stand-in GPU").And.Contain("132 multiprocessors").And.Contain("13.0"));
        Assert.That(printed["round trip"], Is.EqualTo("0 1 2 3 0"));
        Assert.That(printed["uploads"], Is.EqualTo("2"), "uploads go to the second stream; one was the device's trial");
        Assert.That(printed["uploaded"], Is.EqualTo("0 7 7 0"));
        Assert.That(printed["pinned"], Is.EqualTo("2"), "one was the trial's");
        Assert.That(printed["unpinned"], Is.EqualTo("2"));
        Assert.That(printed["fences"], Is.EqualTo("4 2 2 1"), "two of the events belong to the branch, one to the trial");
        Assert.That(printed["out of memory"], Does.Contain("1099511627776 elements of 4 bytes"));
        Assert.That(printed["modules for this GPU"], Is.EqualTo(printed["modules"]));
        Assert.That(printed["modules with uniform marks"], Is.EqualTo("0"));
        Assert.That(long.Parse(printed["launches"]), Is.GreaterThanOrEqualTo(28), "28 operations, each a launch or more");
        Assert.That(printed["launches again"], Is.EqualTo(printed["launches"]));
        Assert.That(printed["bytes allocated"], Is.EqualTo("0"));
        Assert.That(printed["captured"], Is.EqualTo(printed["launches"]));
        Assert.That(printed["graph"], Is.EqualTo($"captured, {printed["launches"]} nodes"));
        Assert.That(printed, Does.Not.ContainKey("notice"));
        Assert.That(printed["plain launches while capturing"], Is.EqualTo("0"));
        Assert.That(printed["graph launches"], Is.EqualTo("3"));
        Assert.That(printed["graphs destroyed"], Is.EqualTo("1"));
        Assert.That(printed["shared memory splits"], Is.EqualTo(printed["modules"]), "all kernels wish for the same");
        Assert.That(printed["plain launches in the end"], Is.EqualTo("0"));
    }

    // A driver that has no graphs at all is one of CudaFailureTests.
    [Category("Slow")]
    [TestCase("cuStreamBeginCapture_v2:900", "cuStreamBeginCapture failed with error 900 (CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED)")]
    [TestCase("cuStreamEndCapture:901", "cuStreamEndCapture failed with error 901 (CUDA_ERROR_STREAM_CAPTURE_INVALIDATED)")]
    [TestCase("cuGraphInstantiateWithFlags:801", "cuGraphInstantiate failed with error 801 (CUDA_ERROR_NOT_SUPPORTED)")]
    public void A_driver_that_refuses_a_graph_gets_plain_launches_and_its_reason_is_told(string fails, string reason)
    {
        var printed = RunHostPath(new KeyValuePair<string, string>("STAND_IN_FAILS", fails));
        Assert.That(printed["graph"], Is.EqualTo($"calls made again, because {reason}"));
        Assert.That(printed["notice"], Does.Contain("CUDA graphs are refused").And.Contain(reason));
        Assert.That(printed["graph launches"], Is.EqualTo("0"));
        Assert.That(long.Parse(printed["plain launches in the end"]), Is.EqualTo(3 * long.Parse(printed["launches"])));
    }

    // Slow: every kernel at the real networks' shapes, instruction by instruction.
    [Test, Category("Slow")]
    public void Every_operation_computes_what_the_reference_does([Values] bool eager)
    {
        var (status, output) = driver!.RunProgram(["selftest", "cuda"], eager ? [new("STAND_IN_EAGER", "1")] : []);
        Assert.That(output, Does.Match(@"cuda: [1-9]\d* passed, 0 failed, 0 skipped"));
        Assert.That(status, Is.Zero);
    }

    // Groups hand each other the partial sums of products, and the last one advances Adam's step count.
    [TestCase("Linear"), TestCase("Conv2d"), TestCase("TdHead"), TestCase("ActHead"), TestCase("Adam"), Category("Slow")]
    public void What_groups_hand_to_each_other_is_ordered_by_fences(string operation)
    {
        var (_, output) = driver!.RunProgram(["selftest", "cuda", operation], new KeyValuePair<string, string>("STAND_IN_WATCH", "1"));
        Assert.That(output, Does.Match(@"cuda: [1-9]\d* passed, 0 failed, 0 skipped").And.Not.Contain("stand-in GPU"));
    }

    private Dictionary<string, string> RunHostPath(params KeyValuePair<string, string>[] environment)
    {
        var (status, output) = driver!.RunProgram(["host-path"], environment);
        Assert.That(status, Is.Zero, output);
        return output.Split('\n').Select(line => line.Split(" = ", 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
    }
}
