using ILGPU;
using static DqnGpu.Lessons.Puzzles.MissingFence;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class MissingFence
{
    public static void Kernel(Arguments p)
    {
        var thread = Group.IdxX;
        var shared = SharedMemory.Allocate<float>(GroupSize);
        shared[thread] = p.Losses[Grid.IdxX * GroupSize + thread];
        for (var half = GroupSize / 2; half > 0; half /= 2)
        {
            Group.Barrier();
            if (thread < half)
                shared[thread] += shared[thread + half];
        }
        if (thread != 0)
            return;
        p.Partials[Grid.IdxX] = shared[0];
        MemoryFence.DeviceLevel();
        if (Atomic.Add(ref p.Finished[0], 1) != Grid.DimX - 1)
            return;
        MemoryFence.DeviceLevel();
        var sum = 0f;
        for (var group = 0; group < Grid.DimX; group++)
            sum += p.Partials[group];
        p.Mean[0] = sum / p.Losses.IntLength;
    }
}
