using DqnGpu.Kernels.Simd;

namespace DqnGpu.Kernels;

/// <summary>Host memory that no device reads: native, aligned, on huge pages where the system has them, and not page-locked.</summary>
/// <remarks>
/// Lengths are 64-bit: a replay memory of one million 84x84 frames is 7.06 GB, more than a .NET array holds. Page-locked, as
/// <see cref="PinnedBuffer{T}"/> is under CUDA, so much memory would be lost to the rest of the machine, or refused.
/// </remarks>
/// <param name="length">Number of elements, at least 1. Their content is undefined.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is not positive.</exception>
/// <exception cref="OutOfMemoryException">The host has not that much memory; the message says how much was asked for.</exception>
public sealed unsafe class HostBuffer<T>(long length) : IDisposable where T : unmanaged
{
    private readonly AlignedMemory memory = new AlignedMemoryOwner().Allocate(length, sizeof(T), clear: false);

    /// <summary>Number of elements.</summary>
    public long Length { get; } = length;

    /// <summary>First element; 64-byte aligned.</summary>
    public T* Pointer => (T*)memory.Pointer;

    /// <summary>Elements <paramref name="offset"/> .. <paramref name="offset"/> + <paramref name="length"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the buffer.</exception>
    public Span<T> Span(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(
                nameof(offset), $"The range {offset}..{offset + length} does not lie inside a buffer of {Length} elements.");
        return new(Pointer + offset, length);
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
