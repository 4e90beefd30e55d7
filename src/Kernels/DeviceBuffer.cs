namespace DqnGpu.Kernels;

/// <summary>Memory of one <see cref="Device"/>: a flat run of <typeparamref name="T"/>. Its shape stands where it is declared.</summary>
/// <remarks>Allocated once, before training; a training step allocates nothing.</remarks>
public abstract class DeviceBuffer<T>(Device device, long length) : IDisposable where T : unmanaged
{
    /// <summary>The device that owns the memory. Operations of another device refuse this buffer.</summary>
    public Device Device { get; } = device;

    /// <summary>Number of elements.</summary>
    public long Length { get; } = length;

    /// <summary>The whole buffer.</summary>
    public DeviceView<T> View => new(this, 0, Length);

    /// <summary>Elements <paramref name="offset"/> .. <paramref name="offset"/> + <paramref name="length"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the buffer.</exception>
    public DeviceView<T> Slice(long offset, long length) => View.Slice(offset, length);

    /// <summary>Copies host data to the device and waits for it. <paramref name="offset"/> counts elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the buffer.</exception>
    public void CopyFrom(ReadOnlySpan<T> source, long offset = 0)
    {
        _ = Slice(offset, source.Length);
        CopyFromCore(source, offset);
    }

    /// <summary>Waits for all earlier operations and copies device data to the host. <paramref name="offset"/> counts elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the buffer.</exception>
    public void CopyTo(Span<T> destination, long offset = 0)
    {
        _ = Slice(offset, destination.Length);
        CopyToCore(destination, offset);
    }

    /// <summary>The whole buffer as a new host array (for tests and for saving; it allocates).</summary>
    public T[] ToArray()
    {
        var array = new T[Length];
        CopyTo(array);
        return array;
    }

    /// <summary><c>CopyFrom</c> on the device, once the range is checked.</summary>
    protected abstract void CopyFromCore(ReadOnlySpan<T> source, long offset);

    /// <summary><c>CopyTo</c> on the device, once the range is checked.</summary>
    protected abstract void CopyToCore(Span<T> destination, long offset);

    /// <inheritdoc/>
    public abstract void Dispose();
}
