namespace DqnGpu.Kernels;

/// <summary>Stores new frames in a ring of single frames that lies on the device: what <see cref="ReplayGather"/> reads.</summary>
/// <remarks>
/// <code>
/// frames[slots[n], :] = staged[n, :]        nothing where slots[n] = -1
/// </code>
/// As an operation, not a copy, it comes behind the gathers called before it: none of them sees a frame that was stored later.
/// </remarks>
public abstract class ReplayScatter
{
    /// <summary>Stores.</summary>
    /// <param name="frameLength">F, bytes of a frame (7,056 for 84x84).</param>
    /// <param name="staged">New frames [N, F].</param>
    /// <param name="slots">[N], each -1 or 0..capacity-1, none of the others twice; see <see cref="IndexCheck"/>.</param>
    /// <param name="frames">The ring [capacity, F]; the frames at <paramref name="slots"/> are overwritten.</param>
    /// <exception cref="ArgumentException">
    /// A view's length does not fit its shape; or, where slots lie in the host's memory, one is outside the ring. A GPU does not look.
    /// </exception>
    public void Scatter(int frameLength, DeviceView<byte> staged, DeviceView<int> slots, DeviceView<byte> frames)
    {
        BufferCheck.Positive(frameLength);
        if (frames.Length % frameLength != 0)
            throw new ArgumentException($"Scatter: frames has {frames.Length} elements, not a multiple of the frame length {frameLength}.", nameof(frames));
        BufferCheck.Length(staged, slots.Length * frameLength, "[N, F]");
        ScatterCore(frameLength, staged, slots, frames);
    }

    /// <summary><c>Scatter</c> on the device, once the lengths are checked.</summary>
    protected abstract void ScatterCore(int frameLength, DeviceView<byte> staged, DeviceView<int> slots, DeviceView<byte> frames);
}
