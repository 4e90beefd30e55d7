using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="Tanh"/>: one element per lane.</summary>
internal sealed unsafe class SimdTanh(SimdDevice device) : Tanh
{
    [Computes(Operation.TanhForward)]
    protected override void ForwardCore(DeviceView<float> x, DeviceView<float> y) =>
        Elementwise.Run(device, x.Length, new ForwardLoop(x.Pointer(device), y.Pointer(device)));

    [Computes(Operation.TanhBackward)]
    protected override void BackwardCore(DeviceView<float> y, DeviceView<float> dy, DeviceView<float> dx) =>
        Elementwise.Run(device, y.Length, new BackwardLoop(y.Pointer(device), dy.Pointer(device), dx.Pointer(device)));

    /// <summary>y = x + x z (C0 + C1 z + ...), z = x^2, where |x| is small; else 1 - 2 / (e^(2 |x|) + 1) with the sign of x.</summary>
    private readonly struct ForwardLoop(float* x, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.TanhForward, Depth = 1)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var (one, two, small) = (TUnit.Broadcast(1), TUnit.Broadcast(2), TUnit.Broadcast(SmallX));
            var (c0, c1, c2, c3, c4) = (TUnit.Broadcast(C0), TUnit.Broadcast(C1), TUnit.Broadcast(C2), TUnit.Broadcast(C3), TUnit.Broadcast(C4));
            for (var i = start; i < end; i += TUnit.Lanes)
            {
                var value = TUnit.Load(x + i);
                var z = TUnit.Multiply(value, value);
                var series = TUnit.MultiplyAdd(TUnit.MultiplyAdd(TUnit.MultiplyAdd(TUnit.MultiplyAdd(c4, z, c3), z, c2), z, c1), z, c0);
                var near = TUnit.MultiplyAdd(TUnit.Multiply(value, z), series, value);
                var size = TUnit.Absolute(value);
                var far = TUnit.Subtract(one, TUnit.Divide(two, TUnit.Add(TUnit.Exponential(TUnit.Add(size, size)), one)));
                TUnit.Store(y + i, TUnit.IfLess(size, small, near, TUnit.CopySign(far, value)));
            }
        }
    }

    /// <summary>dx = (1 - y^2) dy</summary>
    private readonly struct BackwardLoop(float* y, float* dy, float* dx) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.TanhBackward, Depth = 1)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var one = TUnit.Broadcast(1);
            for (var i = start; i < end; i += TUnit.Lanes)
            {
                var value = TUnit.Load(y + i);
                TUnit.Store(dx + i, TUnit.Multiply(TUnit.Subtract(one, TUnit.Multiply(value, value)), TUnit.Load(dy + i)));
            }
        }
    }
}
