using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>States on their way to a network: the host's bytes, or places in a ring of frames that lies on the device.</summary>
/// <remarks>
/// <code>
/// from the host:    fill Bytes           Upload (28 KB a state)                  States, which are Bytes where the device computes in the host's memory
/// from a ring:      fill FrameIndices    Upload (16 bytes a state)    Gather     States[m, c] = frames[FrameIndices[m, c]]
/// </code>
/// </remarks>
public sealed class StateBatch : IDisposable
{
    private readonly Device device;
    private readonly DeviceView<byte> ring;
    private readonly int frameLength;
    private readonly int length;
    private readonly int indexCount;
    private readonly DeviceBuffer<byte> states;
    private readonly PinnedBuffer<byte>? bytes;
    private readonly PinnedBuffer<int>? indices;
    private readonly DeviceBuffer<int>? deviceIndices;

    /// <summary>Allocates it. All bytes are 0, all frames black.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="shape">One state.</param>
    /// <param name="count">M, states.</param>
    /// <param name="ring">Frames [capacity, H, W] on the device that the states are made of; empty: they come from the host.</param>
    public StateBatch(Device device, FrameShape shape, int count, DeviceView<byte> ring)
    {
        this.device = device;
        this.ring = ring;
        frameLength = shape.H * shape.W;
        length = checked(count * shape.Length);
        if (ring.IsEmpty)
        {
            bytes = device.AllocatePinned<byte>(length);
            states = device.AllocateUploaded(bytes);
            Bytes.Clear();
            return;
        }
        states = device.Allocate<byte>(length);
        indexCount = count * shape.C;
        indices = device.AllocatePinned<int>(indexCount);
        deviceIndices = device.Allocate<int>(indexCount);
        FrameIndices.Fill(-1);
    }

    /// <summary>Whether states are gathered on the device, from <see cref="FrameIndices"/>, and not given as <see cref="Bytes"/>.</summary>
    public bool IsGathered => bytes is null;

    /// <summary>[M, C, H, W], for the host to fill; empty where states are gathered on the device.</summary>
    public Span<byte> Bytes => bytes is null ? default : bytes.Span(0, length);

    /// <summary>[M, C], frames of the ring or -1 for a black one, for the host to fill; empty where states come from the host.</summary>
    public Span<int> FrameIndices => indices is null ? default : indices.Span(0, indexCount);

    /// <summary>[M, C, H, W] on the device: <see cref="Device.AllocateUploaded"/> of <see cref="Bytes"/>, or gathered.</summary>
    public DeviceView<byte> States => states;

    /// <summary>Queues the copy of what the host has filled in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A frame is not one of the ring's, nor -1; nothing is copied.</exception>
    public void Upload()
    {
        IndexCheck.Within(FrameIndices, -1, ring.Length / frameLength - 1);
        if (bytes is not null)
            device.Upload(bytes, 0, states.View);
        else
            device.Upload(indices!, 0, deviceIndices!.View);
    }

    /// <summary>Queues what is left to do behind the copy: nothing, or <see cref="ReplayGather"/>.</summary>
    public void QueueGather()
    {
        if (deviceIndices is not null)
            device.ReplayGather.Gather(frameLength, ring, deviceIndices, states);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        states.Dispose();
        bytes?.Dispose();
        indices?.Dispose();
        deviceIndices?.Dispose();
    }
}
