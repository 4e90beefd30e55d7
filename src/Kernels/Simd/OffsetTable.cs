namespace DqnGpu.Kernels.Simd;

/// <summary>Where the elements of a row of a product's left factor lie, in floats from the row's start: <see cref="MatrixProduct.Offsets"/>.</summary>
internal static unsafe class OffsetTable
{
    /// <summary>Runs of contiguous elements: element run * <paramref name="length"/> + i lies at run * <paramref name="distance"/> + i.</summary>
    /// <param name="runs">Number of runs.</param>
    /// <param name="length">Elements of a run.</param>
    /// <param name="distance">Floats from the start of a run to the start of the next.</param>
    /// <param name="offsets">[runs * length]; overwritten.</param>
    public static void Runs(int runs, int length, int distance, int* offsets)
    {
        for (var run = 0; run < runs; run++)
            Steps(length, run * distance, 1, offsets + run * length);
    }

    /// <summary>Element i lies at <paramref name="first"/> + i * <paramref name="step"/>.</summary>
    public static void Steps(int count, int first, int step, int* offsets)
    {
        for (var i = 0; i < count; i++)
            offsets[i] = first + i * step;
    }
}
