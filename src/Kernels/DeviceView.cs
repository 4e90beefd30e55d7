namespace DqnGpu.Kernels;

/// <summary>A range of a <see cref="DeviceBuffer{T}"/>: what operations take, so that one flat buffer can hold all parameters.</summary>
/// <remarks>The default value is the empty view; operations take it where an input is optional.</remarks>
public readonly struct DeviceView<T> where T : unmanaged
{
    private readonly DeviceBuffer<T>? buffer;

    internal DeviceView(DeviceBuffer<T> buffer, long offset, long length)
    {
        this.buffer = buffer;
        Offset = offset;
        Length = length;
    }

    /// <summary>The buffer that this view is a part of.</summary>
    /// <exception cref="InvalidOperationException">The view is empty.</exception>
    public DeviceBuffer<T> Buffer => buffer ?? throw new InvalidOperationException("An empty view has no buffer.");

    /// <summary>First element, counted from the start of the buffer.</summary>
    public long Offset { get; }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>True for the default value, which stands for "not given".</summary>
    public bool IsEmpty => buffer is null;

    /// <summary>Elements <paramref name="offset"/> .. <paramref name="offset"/> + <paramref name="length"/> - 1 of this view.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the view.</exception>
    public DeviceView<T> Slice(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(
                nameof(offset), $"The range {offset}..{offset + length} does not lie inside a view of {Length} elements.");
        return new(Buffer, Offset + offset, length);
    }

    /// <summary>A buffer is its own whole view.</summary>
    public static implicit operator DeviceView<T>(DeviceBuffer<T> buffer) => buffer.View;
}
