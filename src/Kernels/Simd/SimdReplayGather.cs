using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="ReplayGather"/>: one task copies one frame.</summary>
internal sealed unsafe class SimdReplayGather(SimdDevice device) : ReplayGather
{
    protected override void GatherCore(int frameLength, DeviceView<byte> frames, DeviceView<int> indices, DeviceView<byte> stacks)
    {
        var count = checked((int)indices.Length);
        IndexCheck.Within(new(indices.Pointer(device), count), -1, frames.Length / frameLength - 1, nameof(indices), nameof(Gather));
        device.Pool.Run(count, new CopyFrame(frameLength, frames.Pointer(device), indices.Pointer(device), stacks.Pointer(device)));
    }

    private readonly struct CopyFrame(int frameLength, byte* frames, int* indices, byte* stacks) : IParallelWork
    {
        public void Execute(int task, int worker)
        {
            var destination = stacks + (long)task * frameLength;
            if (indices[task] < 0)
                Unsafe.InitBlockUnaligned(destination, 0, (uint)frameLength);
            else
                Unsafe.CopyBlockUnaligned(destination, frames + (long)indices[task] * frameLength, (uint)frameLength);
        }
    }
}
