namespace DqnGpu.Kernels;

/// <summary>Assembles frame stacks from a ring of single frames that lies on the device.</summary>
/// <remarks>
/// <code>
/// stacks[n, s, :] = frames[indices[n, s], :]        or zeros where indices[n, s] = -1
/// </code>
/// Each frame is stored once although it belongs to up to four stacks and two states: a quarter to an eighth of the memory.
/// </remarks>
public abstract class ReplayGather
{
    /// <summary>Gathers.</summary>
    /// <param name="frameLength">F, bytes of a frame (7,056 for 84x84).</param>
    /// <param name="frames">The ring [capacity, F].</param>
    /// <param name="indices">[N, S], each -1 or 0..capacity-1; see <see cref="IndexCheck"/>.</param>
    /// <param name="stacks">[N, S, F]; overwritten.</param>
    /// <exception cref="ArgumentException">
    /// A view's length does not fit its shape; or, where indices lie in the host's memory, one is outside the ring. A GPU does not look.
    /// </exception>
    public void Gather(int frameLength, DeviceView<byte> frames, DeviceView<int> indices, DeviceView<byte> stacks)
    {
        BufferCheck.Positive(frameLength);
        if (frames.Length % frameLength != 0)
            throw new ArgumentException($"Gather: frames has {frames.Length} elements, not a multiple of the frame length {frameLength}.", nameof(frames));
        BufferCheck.Length(stacks, indices.Length * frameLength, "[N, S, F]");
        GatherCore(frameLength, frames, indices, stacks);
    }

    /// <summary><c>Gather</c> on the device, once the lengths are checked.</summary>
    protected abstract void GatherCore(int frameLength, DeviceView<byte> frames, DeviceView<int> indices, DeviceView<byte> stacks);
}
