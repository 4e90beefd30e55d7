using DqnGpu.Kernels;
using DqnGpu.Kernels.Ilgpu;
using DqnGpu.Kernels.Simd;
using DqnGpu.Nn;

namespace DqnGpu.Lessons.OwnLayer;

#region description
/// <summary>y = tanh(x), made outside of the libraries: its shape, its formula, and who computes it.</summary>
public sealed class TanhLayer : Layer
{
    public override ActivationShape OutputShape(ActivationShape input) => input;

    public override void ReferenceForward(ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = Math.Tanh(x[i]);
    }

    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => device switch
    {
        IlgpuDevice gpu => new TanhByKernels(gpu, this, input, n),
        SimdDevice cpu => new TanhByLoops(cpu, this, input, n),
        _ => throw new NotSupportedException($"tanh does not run on {device.Name}."),
    };
}
#endregion
