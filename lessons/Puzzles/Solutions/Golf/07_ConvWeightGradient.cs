using ILGPU;
using static DqnGpu.Lessons.Puzzles.ConvWeightGradient;

namespace DqnGpu.Lessons.Puzzles.Solutions.Golf;

internal static class ConvWeightGradient
{
    public static void Kernel(Arguments a)
    {
        if (Grid.IdxX * Group.DimX >= a.Dw.Length)
            return;
        a.X = Staged.Copy(a.X, SharedMemory.Allocate<float>(Staged.Most));
        a.Dz = Staged.Copy(a.Dz, SharedMemory.Allocate<float>(Staged.Most));
        Group.Barrier();
        Solutions.ConvWeightGradient.Kernel(a);
    }
}
