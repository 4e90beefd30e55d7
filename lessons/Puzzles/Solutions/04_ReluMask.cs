using ILGPU;
using static DqnGpu.Lessons.Puzzles.ReluMask;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class ReluMask
{
    public static void Kernel(Arguments p)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < p.Dx.Length)
            p.Dx[i] = p.Y[i] == 0 ? 0 : p.Dy[i]; // not y > 0: of a network that has diverged, NaN passes on and shows
    }
}
