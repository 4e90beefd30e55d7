namespace DqnGpu.Kernels;

/// <summary>Host memory that a device can copy from without a detour: page-locked under CUDA, aligned native memory elsewhere.</summary>
/// <remarks>
/// Only for what is copied: page-locked memory is lost to the rest of the machine. The rest is at home in a <see cref="HostBuffer{T}"/>.
/// The memory is native, so the garbage collector neither moves nor scans it.
/// </remarks>
public abstract unsafe class PinnedBuffer<T>(long length) : IDisposable where T : unmanaged
{
    /// <summary>Number of elements.</summary>
    public long Length { get; } = length;

    /// <summary>First element; 64-byte aligned.</summary>
    public abstract T* Pointer { get; }

    /// <summary>Elements <paramref name="offset"/> .. <paramref name="offset"/> + <paramref name="length"/> - 1, for the host to read and write.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the buffer.</exception>
    public Span<T> Span(long offset, int length)
    {
        CheckRange(offset, length);
        return new(Pointer + offset, length);
    }

    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the buffer.</exception>
    internal void CheckRange(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(
                nameof(offset), $"The range {offset}..{offset + length} does not lie inside a pinned buffer of {Length} elements.");
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
