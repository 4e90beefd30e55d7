using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The softmax of one row of logits: what is needed of the whole row to know each of its probabilities.</summary>
internal readonly struct CategoricalRow
{
    /// <summary>max x.</summary>
    public readonly float Max;

    /// <summary>Sum over i of exp(x[i] - max x).</summary>
    public readonly float Sum;

    /// <summary>Sum over i of z[i] p[i].</summary>
    public readonly float Mean;

    private CategoricalRow(float max, float sum, float mean)
    {
        Max = max;
        Sum = sum;
        Mean = mean;
    }

    /// <summary>One row for each segment of the group: the maximum, then both sums, thread by thread and then over the segment.</summary>
    /// <param name="atoms">z.</param>
    /// <param name="shared">[<see cref="GroupSum.MaxGroupSize"/>] of shared memory, free for use; free again afterwards.</param>
    /// <param name="logits">x [rows, Z].</param>
    /// <param name="row">This segment's row. One that is negative counts as empty; its threads must call all the same.</param>
    /// <param name="lanes">Threads of a segment.</param>
    public static CategoricalRow Of(CategoricalAtoms atoms, ArrayView<float> shared, ArrayView<float> logits, int row, int lanes)
    {
        var first = Group.IdxX & (lanes - 1);
        var end = row < 0 ? 0 : atoms.Count;
        var start = row * atoms.Count;
        var max = float.NegativeInfinity;
        for (var i = first; i < end; i += lanes)
            max = IntrinsicMath.Max(max, logits[start + i]);
        max = SegmentReduction.Max(shared, max, lanes);
        var sum = 0f;
        var weighted = 0f;
        for (var i = first; i < end; i += lanes)
        {
            var e = Exponential.Exp(logits[start + i] - max);
            sum += e;
            weighted += e * atoms[i];
        }
        sum = SegmentReduction.Sum(shared, sum, lanes);
        weighted = SegmentReduction.Sum(shared, weighted, lanes);
        return new(max, sum, weighted / sum);
    }

    /// <summary>p of a logit of this row.</summary>
    public float Probability(float logit) => Exponential.Exp(logit - Max) / Sum;
}
