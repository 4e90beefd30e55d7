using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Kernels;

/// <summary>Device memory with random content, disposed together.</summary>
/// <remarks>Zeros would flatter: a GPU that multiplies zeros draws less power and keeps higher clocks, and denormal products slow a processor down.</remarks>
public sealed class RandomBuffers(Device device) : IDisposable
{
    private readonly List<IDisposable> buffers = [];
    private readonly Random random = new(1);

    /// <summary>Uniform in -1..1.</summary>
    public DeviceBuffer<float> Floats(long length)
    {
        var content = new float[length];
        for (var i = 0; i < content.Length; i++)
            content[i] = random.NextSingle() * 2 - 1;
        return Filled(content);
    }

    /// <summary>Uniform in 0..255.</summary>
    public DeviceBuffer<byte> Bytes(long length)
    {
        var content = new byte[length];
        random.NextBytes(content);
        return Filled(content);
    }

    /// <summary>Zeros, for what must not be negative or is a state.</summary>
    public DeviceBuffer<float> Zeros(long length) => Filled(new float[length]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in buffers)
            buffer.Dispose();
        buffers.Clear();
    }

    private DeviceBuffer<T> Filled<T>(T[] content) where T : unmanaged
    {
        var buffer = device.Allocate<T>(content.Length);
        buffers.Add(buffer);
        buffer.CopyFrom(content);
        return buffer;
    }
}
