using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Replay scatter: as <see cref="IlgpuReplayGather"/>, a copy of neighbouring bytes by neighbouring threads.</summary>
internal sealed class IlgpuReplayScatter(IlgpuDevice device) : ReplayScatter
{
    private readonly IlgpuKernel<Arguments<byte>> bytes = device.Kernel<Arguments<byte>>(Kernel);
    private readonly IlgpuKernel<Arguments<IlgpuReplayGather.Int4>> vectors = device.Kernel<Arguments<IlgpuReplayGather.Int4>>(Kernel);

    protected override void ScatterCore(int frameLength, DeviceView<byte> staged, DeviceView<int> slots, DeviceView<byte> frames)
    {
        var input = device.Memory(staged);
        var ring = device.Memory(frames);
        if (frameLength % 16 == 0 && IlgpuDevice.IsVectorAligned(staged) && IlgpuDevice.IsVectorAligned(frames))
            vectors.LaunchFor(staged.Length / 16, new()
            {
                FrameLength = frameLength / 16,
                Staged = input.Cast<IlgpuReplayGather.Int4>(),
                Slots = device.Memory(slots),
                Frames = ring.Cast<IlgpuReplayGather.Int4>(),
            });
        else
            bytes.LaunchFor(staged.Length, new()
            {
                FrameLength = frameLength,
                Staged = input,
                Slots = device.Memory(slots),
                Frames = ring,
            });
    }

    /// <summary>frames[slots[n], f] = staged[n, f] where the slot is not -1.</summary>
    /// <remarks>
    /// Thread i reads the slot of its frame, reads piece i of the input (a byte or 16 bytes) and writes that frame's piece.
    /// </remarks>
    private static void Kernel<TPiece>(Arguments<TPiece> arguments) where TPiece : unmanaged
    {
        var i = Grid.GlobalIndex.X;
        if (i >= arguments.Staged.Length)
            return;
        var n = i / arguments.FrameLength;
        var slot = arguments.Slots[n];
        // 64 bits: a ring of a million frames has more bytes than an int counts.
        var target = (long)slot * arguments.FrameLength + (i - n * arguments.FrameLength);
        if (slot >= 0)
            arguments.Frames[target] = arguments.Staged[i];
    }

    internal struct Arguments<TPiece> where TPiece : unmanaged
    {
        /// <summary>Pieces of a frame.</summary>
        public int FrameLength;

        /// <summary>[N, F].</summary>
        public ArrayView<TPiece> Staged;

        /// <summary>[N].</summary>
        public ArrayView<int> Slots;

        /// <summary>[capacity, F].</summary>
        public ArrayView<TPiece> Frames;
    }
}
