using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 10: Use the bytes that move: more than 90 % of them
//
// Formula
//   target[i] = tau * w[i] + (1 - tau) * target[i]         (the target network follows the online one)
//
// Picture
//   A warp's 32 threads read at once, and memory answers in sectors of 32 bytes, 8 floats: all of a sector comes, however little of it is asked for.
//
//   memory      |0 1 2 3 4 5 6 7|8 9 . . . . . .|. . . . . . . .|     a sector between two bars
//   as it is     0               1               2                    thread 0 asks here, thread 1 there: 32 sectors, an eighth of each used
//   as it could  0 1 2 3 4 5 6 7 8 9 ...                              32 threads in 4 sectors, all of it used
//
//   A processor's core likes a piece of memory of its own. A GPU's thread does not: its neighbour is who it reads together with.
//
// Yours to do
//   Each of the 256 threads (4 groups of 64) has 8 elements, one behind the other. Give it 8 others, so that more than 90 % of the bytes are used.
//
//   dotnet run --project lessons -- puzzle 10

public static class UsedBytes
{
    public const int ElementsOfThread = 8;

    public struct Arguments
    {
        public float Tau;
        public ArrayView<float> W; // [8 * threads]
        public ArrayView<float> Target; // [8 * threads], updated
    }

    public static void Kernel(Arguments p)
    {
        var thread = Grid.IdxX * Group.DimX + Group.IdxX;
        for (var n = 0; n < ElementsOfThread; n++)
        {
            var i = thread * ElementsOfThread + n; // YOUR CODE HERE: a better i
            p.Target[i] = p.Tau * p.W[i] + (1 - p.Tau) * p.Target[i];
        }
    }
}
