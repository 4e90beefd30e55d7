using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>The backward pass of a ReLU: dx = 0 where y is 0, else dy.</summary>
internal readonly unsafe struct ReluMask(float* y, float* dy, float* dx) : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [Computes(Operation.ReluBackward, Depth = 1)]
    public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        for (var i = start; i < end; i += TUnit.Lanes)
            TUnit.Store(dx + i, TUnit.WhereNotZero(TUnit.Load(y + i), TUnit.Load(dy + i)));
    }
}
