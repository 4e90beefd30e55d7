using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// The greedy action of a row of action values, as the loss, the row maximum and epsilon-greedy need it inside their kernels.
/// </summary>
internal static class GreedyAction
{
    /// <summary>The lowest a with the largest q[n, a].</summary>
    public static int ArgMax(ArrayView<float> q, int n, int actions)
    {
        var best = 0;
        var bestValue = q[n * actions];
        for (var a = 1; a < actions; a++)
        {
            var value = q[n * actions + a];
            if (value > bestValue)
            {
                bestValue = value;
                best = a;
            }
        }
        return best;
    }
}
