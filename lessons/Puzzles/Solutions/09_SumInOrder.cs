using ILGPU;
using static DqnGpu.Lessons.Puzzles.SumInOrder;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class SumInOrder
{
    public static void Kernel(Arguments p)
    {
        var thread = Group.IdxX;
        var shared = SharedMemory.Allocate<float>(GroupSize);
        var own = 0f;
        for (var i = thread; i < p.G.Length; i += GroupSize)
        {
            var g = p.G[i];
            own += g * g;
        }
        shared[thread] = own;
        for (var half = GroupSize / 2; half > 0; half /= 2)
        {
            Group.Barrier();
            if (thread < half)
            {
                own += shared[thread + half];
                shared[thread] = own;
            }
        }
        if (thread == 0)
            p.Norm2[0] = own;
    }
}
