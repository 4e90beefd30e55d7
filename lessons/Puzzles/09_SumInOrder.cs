using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 9: A sum over threads, in a fixed order
//
// Formula
//   norm2 = sum over i of g[i]^2                           (a gradient's squared length, by which it is clipped)
//
// Picture
//   256 threads have a sum each. Floats do not add up the same in any order: (a + b) + c is not a + (b + c). So the order is fixed, and the sums go
//   up a tree, in which all additions of a step happen at once:
//
//   shared   s0   s1   s2   s3   s4   s5   s6   s7
//   step 1   +s4  +s5  +s6  +s7                           half = 4: threads 0 to 3 add what lies 4 further
//   step 2   +s2  +s3                                     half = 2: threads 0 and 1
//   step 3   +s1                                          half = 1: thread 0. Done, in 3 steps instead of 7
//
// Yours to do
//   One group of 256 threads. They have put their sums into shared memory; then one thread adds all of them up while 255 watch. Let them go up the tree.
//   What a step reads, others have written in the step before: what must lie between?
//
//   dotnet run --project lessons -- puzzle 9

public static class SumInOrder
{
    public const int GroupSize = 256;

    public struct Arguments
    {
        public ArrayView<float> G; // [Length]
        public ArrayView<float> Norm2; // [1], yours to write
    }

    public static void Kernel(Arguments p)
    {
        var thread = Group.IdxX;
        var shared = SharedMemory.Allocate<float>(GroupSize);
        var own = 0f;
        for (var i = thread; i < p.G.Length; i += GroupSize)
            own += p.G[i] * p.G[i];
        shared[thread] = own;
        Group.Barrier();
        // YOUR CODE HERE, instead of this:
        if (thread == 0)
        {
            var sum = 0f;
            for (var t = 0; t < GroupSize; t++)
                sum += shared[t];
            p.Norm2[0] = sum;
        }
    }
}
