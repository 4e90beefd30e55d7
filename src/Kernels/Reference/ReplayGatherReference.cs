namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="ReplayGather"/>.</summary>
public static class ReplayGatherReference
{
    /// <summary>stacks[i, :] = frames[indices[i], :], or zeros where indices[i] = -1.</summary>
    /// <param name="frameLength">F.</param>
    /// <param name="frames">[capacity, F].</param>
    /// <param name="indices">[N S].</param>
    /// <param name="stacks">[N S, F]; overwritten.</param>
    public static void Gather(int frameLength, ReadOnlySpan<byte> frames, ReadOnlySpan<int> indices, Span<byte> stacks)
    {
        for (var i = 0; i < indices.Length; i++)
            for (var j = 0; j < frameLength; j++)
                stacks[i * frameLength + j] = indices[i] < 0 ? (byte)0 : frames[indices[i] * frameLength + j];
    }
}
