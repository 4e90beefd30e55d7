using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="ParameterCopy"/>: one parameter per lane.</summary>
internal sealed unsafe class SimdParameterCopy(SimdDevice device) : ParameterCopy
{
    protected override void HardCore(DeviceView<float> online, DeviceView<float> target)
    {
        var bytes = online.Length * sizeof(float);
        Buffer.MemoryCopy(online.Pointer(device), target.Pointer(device), bytes, bytes);
    }

    protected override void SoftCore(float tau, DeviceView<float> online, DeviceView<float> target) =>
        Elementwise.Run(device, online.Length, new SoftLoop(tau, online.Pointer(device), target.Pointer(device)));

    /// <summary>target = (1 - tau) target + tau online</summary>
    private readonly struct SoftLoop(float tau, float* online, float* target) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var share = TUnit.Broadcast(tau);
            var rest = TUnit.Broadcast(1 - tau);
            for (var i = start; i < end; i += TUnit.Lanes)
            {
                var kept = TUnit.Multiply(rest, TUnit.Load(target + i));
                TUnit.Store(target + i, TUnit.MultiplyAdd(share, TUnit.Load(online + i), kept));
            }
        }
    }
}
