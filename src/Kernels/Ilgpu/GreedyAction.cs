using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// The greedy action of a row of action values, as the loss, the row maximum and epsilon-greedy need it inside their kernels.
/// </summary>
internal static class GreedyAction
{
    /// <summary>The lowest a with the largest q[n, a]; the first with NaN, where there is one.</summary>
    public static int ArgMax(ArrayView<float> q, int n, int actions)
    {
        var best = 0;
        var bestValue = q[n * actions];
        for (var a = 1; a < actions; a++)
        {
            var value = q[n * actions + a];
            // Not an `if`: that jumps on "not greater", which ILGPU's OpenCL takes for "less or equal", false for a NaN.
            var isGreater = value > bestValue | (float.IsNaN(value) & !float.IsNaN(bestValue));
            best = isGreater ? a : best;
            bestValue = isGreater ? value : bestValue;
        }
        return best;
    }
}
