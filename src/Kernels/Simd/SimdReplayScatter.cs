using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="ReplayScatter"/>: one task copies one frame.</summary>
internal sealed unsafe class SimdReplayScatter(SimdDevice device) : ReplayScatter
{
    protected override void ScatterCore(int frameLength, DeviceView<byte> staged, DeviceView<int> slots, DeviceView<byte> frames)
    {
        var count = checked((int)slots.Length);
        IndexCheck.Within(new(slots.Pointer(device), count), -1, frames.Length / frameLength - 1, nameof(slots), nameof(Scatter));
        device.Pool.Run(count, new CopyFrame(frameLength, staged.Pointer(device), slots.Pointer(device), frames.Pointer(device)));
    }

    private readonly struct CopyFrame(int frameLength, byte* staged, int* slots, byte* frames) : IParallelWork
    {
        public void Execute(int task, int worker)
        {
            if (slots[task] >= 0)
                Unsafe.CopyBlockUnaligned(frames + (long)slots[task] * frameLength, staged + (long)task * frameLength, (uint)frameLength);
        }
    }
}
