namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="ReplayScatter"/>.</summary>
public static class ReplayScatterReference
{
    /// <summary>frames[slots[i], :] = staged[i, :], nothing where slots[i] = -1.</summary>
    /// <param name="frameLength">F.</param>
    /// <param name="staged">[N, F].</param>
    /// <param name="slots">[N], none but -1 twice.</param>
    /// <param name="frames">[capacity, F]; overwritten at the slots.</param>
    public static void Scatter(int frameLength, ReadOnlySpan<byte> staged, ReadOnlySpan<int> slots, Span<byte> frames)
    {
        for (var i = 0; i < slots.Length; i++)
            for (var j = 0; j < frameLength && slots[i] >= 0; j++)
                frames[slots[i] * frameLength + j] = staged[i * frameLength + j];
    }
}
