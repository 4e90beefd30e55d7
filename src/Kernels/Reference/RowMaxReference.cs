namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="RowMax"/> and <see cref="EpsilonGreedy"/>, in double precision.</summary>
public static class RowMaxReference
{
    /// <summary>The lowest index among those of the largest value; of the first NaN, where there is one.</summary>
    public static int ArgMax(ReadOnlySpan<double> row)
    {
        var best = 0;
        for (var i = 1; i < row.Length; i++)
            if (row[i] > row[best] || (double.IsNaN(row[i]) && !double.IsNaN(row[best])))
                best = i;
        return best;
    }

    /// <summary>max[n] = max over a of q[n,a]; argMax[n] = where.</summary>
    /// <param name="columns">A.</param>
    /// <param name="q">[N, A].</param>
    /// <param name="max">[N]; overwritten.</param>
    /// <param name="argMax">[N]; overwritten.</param>
    public static void Compute(int columns, ReadOnlySpan<double> q, Span<double> max, Span<int> argMax)
    {
        for (var n = 0; n < max.Length; n++)
        {
            argMax[n] = ArgMax(q.Slice(n * columns, columns));
            max[n] = q[n * columns + argMax[n]];
        }
    }

    /// <summary>chosen[n] = randomActions[n] if uniforms[n] is below epsilons[n], else the greedy action.</summary>
    /// <param name="actions">A.</param>
    /// <param name="q">[N, A].</param>
    /// <param name="epsilons">[N].</param>
    /// <param name="uniforms">[N].</param>
    /// <param name="randomActions">[N].</param>
    /// <param name="chosen">[N]; overwritten.</param>
    public static void EpsilonGreedy(
        int actions, ReadOnlySpan<double> q, ReadOnlySpan<float> epsilons, ReadOnlySpan<float> uniforms, ReadOnlySpan<int> randomActions,
        Span<int> chosen)
    {
        for (var n = 0; n < chosen.Length; n++)
            chosen[n] = uniforms[n] < epsilons[n] ? randomActions[n] : ArgMax(q.Slice(n * actions, actions));
    }
}
