using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="Relu"/>: one element of the output per lane.</summary>
internal sealed unsafe class SimdRelu(SimdDevice device) : Relu
{
    [Computes(Operation.ReluForward)]
    protected override void ForwardCore(DeviceView<float> x, DeviceView<float> y) =>
        Elementwise.Run(device, x.Length, new ForwardLoop(x.Pointer(device), y.Pointer(device)));

    [Computes(Operation.ReluBackward)]
    protected override void BackwardCore(DeviceView<float> y, DeviceView<float> dy, DeviceView<float> dx) =>
        Elementwise.Run(device, y.Length, new ReluMask(y.Pointer(device), dy.Pointer(device), dx.Pointer(device)));

    /// <summary>y = max(0, x)</summary>
    private readonly struct ForwardLoop(float* x, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.ReluForward, Depth = 1)]
        #region forward
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var zero = TUnit.Broadcast(0);
            for (var i = start; i < end; i += TUnit.Lanes)
                TUnit.Store(y + i, TUnit.Max(zero, TUnit.Load(x + i)));
        }
        #endregion
    }
}
