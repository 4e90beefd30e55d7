using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary><see cref="Scale"/>: one thread an element.</summary>
internal sealed class IlgpuScale(IlgpuDevice device) : Scale
{
    private readonly IlgpuKernel<Arguments> kernel = device.Kernel<Arguments>(Kernel);

    protected override void ApplyCore(float factor, DeviceView<float> x) =>
        kernel.LaunchFor(x.Length, new() { Factor = factor, X = device.Memory(x) });

    /// <summary>x[i] = factor x[i]. Thread i reads and writes x[i].</summary>
    private static void Kernel(Arguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i < arguments.X.Length)
            arguments.X[i] *= arguments.Factor;
    }

    internal struct Arguments
    {
        public float Factor;
        public ArrayView<float> X;
    }
}
