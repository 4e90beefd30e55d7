using ILGPU;
using static DqnGpu.Lessons.Puzzles.ConvInputGradient;

namespace DqnGpu.Lessons.Puzzles.Solutions.Golf;

internal static class ConvInputGradient
{
    public static void Kernel(Arguments a)
    {
        if (Grid.IdxX * Group.DimX >= a.Dx.Length)
            return;
        a.W = Staged.Copy(a.W, SharedMemory.Allocate<float>(Staged.Most));
        a.Dz = Staged.Copy(a.Dz, SharedMemory.Allocate<float>(Staged.Most));
        Group.Barrier();
        Solutions.ConvInputGradient.Kernel(a);
    }
}
