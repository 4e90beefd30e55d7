using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>x = factor x</summary>
internal readonly unsafe struct ScaleLoop(float* x, float factor) : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var scale = TUnit.Broadcast(factor);
        for (var i = start; i < end; i += TUnit.Lanes)
            TUnit.Store(x + i, TUnit.Multiply(scale, TUnit.Load(x + i)));
    }
}
