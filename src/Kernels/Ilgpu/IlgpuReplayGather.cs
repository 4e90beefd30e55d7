using System.Runtime.InteropServices;
using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// Replay gather: a copy, so all that counts is that neighbouring threads move neighbouring bytes, 16 at a time where they can.
/// </summary>
internal sealed class IlgpuReplayGather(IlgpuDevice device) : ReplayGather
{
    private readonly IlgpuKernel<Arguments<byte>> bytes = device.Kernel<Arguments<byte>>(Kernel);
    private readonly IlgpuKernel<Arguments<Int4>> vectors = device.Kernel<Arguments<Int4>>(Kernel);

    protected override void GatherCore(int frameLength, DeviceView<byte> frames, DeviceView<int> indices, DeviceView<byte> stacks)
    {
        var ring = device.Memory(frames);
        var output = device.Memory(stacks);
        if (frameLength % 16 == 0 && IlgpuDevice.IsVectorAligned(frames) && IlgpuDevice.IsVectorAligned(stacks))
            vectors.LaunchFor(stacks.Length / 16, new()
            {
                FrameLength = frameLength / 16,
                Frames = ring.Cast<Int4>(),
                Indices = device.Memory(indices),
                Stacks = output.Cast<Int4>(),
            });
        else
            bytes.LaunchFor(stacks.Length, new()
            {
                FrameLength = frameLength,
                Frames = ring,
                Indices = device.Memory(indices),
                Stacks = output,
            });
    }

    /// <summary>stacks[j, f] = frames[indices[j], f], or 0 where the index is -1; j counts the N * S frames of the output.</summary>
    /// <remarks>
    /// Thread i writes piece i of the output (a byte or 16 bytes) and reads the index of its frame and that frame's piece.
    /// </remarks>
    private static void Kernel<TPiece>(Arguments<TPiece> arguments) where TPiece : unmanaged
    {
        var i = Grid.GlobalIndex.X;
        if (i >= arguments.Stacks.Length)
            return;
        var slot = i / arguments.FrameLength;
        var frame = arguments.Indices[slot];
        // 64 bits: a ring of a million frames has more bytes than an int counts.
        var source = (long)frame * arguments.FrameLength + (i - slot * arguments.FrameLength);
        arguments.Stacks[i] = frame < 0 ? default : arguments.Frames[source];
    }

    /// <summary>16 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Int4
    {
        public int X;
        public int Y;
        public int Z;
        public int W;
    }

    internal struct Arguments<TPiece> where TPiece : unmanaged
    {
        /// <summary>Pieces of a frame.</summary>
        public int FrameLength;

        /// <summary>[capacity, F].</summary>
        public ArrayView<TPiece> Frames;

        /// <summary>[N, S].</summary>
        public ArrayView<int> Indices;

        /// <summary>[N, S, F].</summary>
        public ArrayView<TPiece> Stacks;
    }
}
