using DqnGpu.Kernels.Ilgpu;
using DqnGpu.Kernels.Tests.Operations;
using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Tests.Ilgpu;

/// <summary>A kernel of a user's own, launched like those of the operations.</summary>
public abstract class IlgpuKernelTests(DeviceSource source) : DeviceFixture(source)
{
    private IlgpuDevice Ilgpu => (IlgpuDevice)Device;

    [Test]
    public void Computes_a_part_of_a_buffer()
    {
        var kernel = Ilgpu.Kernel<DoubleArguments>(DoubleKernel);
        var x = Upload(Enumerable.Range(0, 1000).Select(i => (float)i).ToArray());

        kernel.LaunchFor(700, new() { X = Ilgpu.Memory(x.Slice(100, 700)) });

        Assert.That(x.ToArray(), Is.EqualTo(Enumerable.Range(0, 1000).Select(i => i is >= 100 and < 800 ? 2f * i : i)));
    }

    [Test]
    public void Runs_in_the_groups_asked_for()
    {
        var kernel = Ilgpu.Kernel<DoubleArguments>(PlaceKernel, default);
        var x = Unwritten(6);

        kernel.Launch((2, 3), new() { X = Ilgpu.Memory(x.View) });

        Assert.That(x.ToArray(), Is.EqualTo(new float[] { 230, 231, 232, 1230, 1231, 1232 }).AsCollection);
    }

    [Test]
    public void Runs_in_its_turn_in_a_branch_and_in_a_graph()
    {
        var kernel = Ilgpu.Kernel<DoubleArguments>(DoubleKernel);
        var x = Upload(1f, -3f);
        var y = Unwritten(2);
        void Launches()
        {
            kernel.LaunchFor(2, new() { X = Ilgpu.Memory(x.View) });
            using (Device.Branch())
                Device.Relu.Forward(x, y);
            Device.JoinBranches();
            kernel.LaunchFor(2, new() { X = Ilgpu.Memory(y.View) });
        }
        Launches();

        using var graph = Device.Capture(Launches);
        graph.Launch();
        graph.Launch();

        Assert.That(x.ToArray(), Is.EqualTo(new[] { 8f, -24 }));
        Assert.That(y.ToArray(), Is.EqualTo(new[] { 16f, 0 }));
    }

    [Test]
    public void A_group_larger_than_the_device_allows_is_refused()
    {
        var kernel = Ilgpu.Kernel<DoubleArguments>(DoubleKernel, default);
        var x = Upload(1f);

        Assert.That(
            () => kernel.Launch((1, 1 << 20), new() { X = Ilgpu.Memory(x.View) }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("IlgpuKernelTests.DoubleKernel").And.Message.Contains("1048576"));
    }

    [Test]
    public void A_group_larger_than_the_kernel_is_compiled_for_is_refused()
    {
        var kernel = Ilgpu.Kernel<DoubleArguments>(DoubleKernel, new KernelSpecialization(16, null));
        var x = Upload(1f);

        Assert.That(
            () => kernel.Launch((1, 32), new() { X = Ilgpu.Memory(x.View) }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("allow 16"));
    }

    [Test]
    public void No_work_is_refused() =>
        Assert.That(() => Ilgpu.Kernel<DoubleArguments>(DoubleKernel).LaunchFor(0, default), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Another_devices_memory_is_refused()
    {
        using var other = Devices.Open("simd");
        using var x = other.Allocate<float>(1);

        Assert.That(() => Ilgpu.Memory(x.View), Throws.ArgumentException.With.Message.Contains("simd"));
    }

    private static void DoubleKernel(DoubleArguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i < arguments.X.Length)
            arguments.X[i] *= 2;
    }

    private static void PlaceKernel(DoubleArguments arguments) =>
        arguments.X[Grid.GlobalIndex.X] = 1000 * Grid.IdxX + 100 * Grid.DimX + 10 * Group.DimX + Group.IdxX;

    public struct DoubleArguments
    {
        public ArrayView<float> X;
    }
}
