using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>The backward pass of a ReLU: dx = dy where y > 0, else 0.</summary>
internal readonly unsafe struct ReluMask(float* y, float* dy, float* dx) : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        for (var i = start; i < end; i += TUnit.Lanes)
            TUnit.Store(dx + i, TUnit.WherePositive(TUnit.Load(y + i), TUnit.Load(dy + i)));
    }
}
