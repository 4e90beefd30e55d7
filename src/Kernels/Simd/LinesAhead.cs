namespace DqnGpu.Kernels.Simd;

/// <summary>Memory that the next product reads, on its way to the second-level cache while this one computes.</summary>
/// <remarks>
/// <para>The weights of a linear layer do not fit that cache, and a pass reads each once: without this, products wait for memory, then
/// memory for products. A processor foresees what is read in a row, but no block of a matrix, whose rows lie far apart.</para>
/// <para>The block is <c>runs</c> of <c>lines</c> cache lines each. A tile takes as many lines as its loop has turns of four steps: one
/// load more among 36. The same lines asked for in one go before each tile gained a third of it: a core waits for some twenty at a time,
/// and no more.</para>
/// </remarks>
/// <param name="first">The first line of the first run.</param>
/// <param name="runs">Number of runs, at least 1.</param>
/// <param name="runStep">Floats from one run to the next.</param>
/// <param name="lines">Lines of a run.</param>
/// <param name="lineStep">Floats from one line of a run to the next.</param>
internal unsafe struct LinesAhead(float* first, int runs, long runStep, int lines, nint lineStep)
{
    /// <summary>Floats of a cache line.</summary>
    public const int LineFloats = 16;

    private float* run = first;
    private int runsLeft = runs;
    private int taken;

    /// <summary>Floats from one line to the next of those that <see cref="Take"/> returned; 0 when all are taken.</summary>
    public nint LineStep { get; private set; } = lineStep;

    /// <summary>The first of the next <paramref name="count"/> lines of a run.</summary>
    public float* Take(int count)
    {
        if (taken >= lines)
        {
            run += runStep;
            runsLeft--;
            taken = 0;
        }
        if (runsLeft == 0)
            LineStep = 0;
        var line = run + taken * LineStep;
        taken += count;
        return line;
    }
}
