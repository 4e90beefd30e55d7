using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>Four dot products at once: y[o] = b[o] + sum over i of w[o,i] * x[i], for one x and four rows of w.</summary>
/// <remarks>
/// What a fully connected layer is when the minibatch is small: each weight is used once, so the speed is that of reading
/// the weights, and there is nothing to gain from a register tile. Lanes run along i. The scalar equivalent:
/// <c>for i: sum0 += w0[i] * x[i]; sum1 += w1[i] * x[i]; ...</c> The lanes of a sum are added at the end; the tail of i goes one by one.
/// </remarks>
internal static unsafe class DotKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [Computes(Operation.LinearForward, Depth = 2)]
    #region four-rows
    public static void FourRows<TUnit, TVector>(float* w0, float* w1, float* w2, float* w3, float* x, int length, float* sums)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        TVector c0 = default, c1 = default, c2 = default, c3 = default;
        var i = 0;
        for (; i + TUnit.Lanes <= length; i += TUnit.Lanes)
        {
            var xi = TUnit.Load(x + i);
            c0 = TUnit.MultiplyAdd(TUnit.Load(w0 + i), xi, c0);
            c1 = TUnit.MultiplyAdd(TUnit.Load(w1 + i), xi, c1);
            c2 = TUnit.MultiplyAdd(TUnit.Load(w2 + i), xi, c2);
            c3 = TUnit.MultiplyAdd(TUnit.Load(w3 + i), xi, c3);
        }
        sums[0] = TUnit.Sum(c0);
        sums[1] = TUnit.Sum(c1);
        sums[2] = TUnit.Sum(c2);
        sums[3] = TUnit.Sum(c3);
        for (; i < length; i++)
        {
            sums[0] += w0[i] * x[i];
            sums[1] += w1[i] * x[i];
            sums[2] += w2[i] * x[i];
            sums[3] += w3[i] * x[i];
        }
    }
    #endregion
}
