using ILGPU;
using static DqnGpu.Lessons.Puzzles.UsedBytes;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class UsedBytes
{
    public static void Kernel(Arguments p)
    {
        var thread = Grid.IdxX * Group.DimX + Group.IdxX;
        for (var n = 0; n < ElementsOfThread; n++)
        {
            var i = n * Grid.DimX * Group.DimX + thread;
            p.Target[i] = p.Tau * p.W[i] + (1 - p.Tau) * p.Target[i];
        }
    }
}
