using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 13: The fence that is missing
//
// Formula
//   mean = 1/N sum over n of losses[n]                     (8 groups add up 64 losses each; the last one to finish adds the 8 sums)
//
// Picture
//   group 2                                group 5, which happens to be the last
//     writes partials[2] ---.                counts: "I am the 8th"
//     counts: "I am the 3rd" \               reads partials[0 .. 7]
//                             \                    ^
//                              '-- still on its way; the count was faster
//
//   A barrier orders the threads of one group. Between groups nothing is ordered, unless a fence says: what I wrote before it, everybody sees
//   before what I write behind it. And: what I read behind it is not older than what I read before it.
//
// Yours to do
//   The kernel is right on most days. Order the sums and the count, on both sides. MemoryFence.DeviceLevel() is a fence for all groups.
//
//   dotnet run --project lessons -- puzzle 13

public static class MissingFence
{
    public const int GroupSize = 64;

    public struct Arguments
    {
        public ArrayView<float> Losses; // [groups * 64]
        public ArrayView<float> Partials; // [groups]
        public ArrayView<int> Finished; // [1], 0 at the beginning
        public ArrayView<float> Mean; // [1], yours to write
    }

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
        // YOUR CODE HERE
        if (Atomic.Add(ref p.Finished[0], 1) != Grid.DimX - 1)
            return;
        // AND HERE
        var sum = 0f;
        for (var group = 0; group < Grid.DimX; group++)
            sum += p.Partials[group];
        p.Mean[0] = sum / p.Losses.IntLength;
    }
}
