using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 5: The TD loss's gradient, one entry a row
//
// Formula
//   target[n] = r[n] + discount[n] * max over a of next[n, a]
//   d[n] = q[n, taken[n]] - target[n]
//   L = 1/N sum over n of l(d[n]),   l(d) = d^2 / 2 where |d| <= 1, and |d| - 1/2 elsewhere (Huber)
//   dq[n, a] = l'(d[n]) / N at a = taken[n], and 0 elsewhere
//
// Picture
//   dq [N, A]:  one entry a row                            l'(d)
//               a ->                                       1 |    .------
//         n=0   .  #  .  .        taken[0] = 1               |  /
//         n=1   #  .  .  .        taken[1] = 0         ------+/-------- d
//         n=2   .  .  .  #        taken[2] = 3              /|
//         n=3   .  #  .  .        taken[3] = 1        -----' | -1
//   Only the action that was taken had a consequence. The target counts as a constant: no gradient goes there.
//
// Yours to do
//   Every thread takes a row: it writes all A elements of it. Groups have 32 threads; the last one has threads too many.
//
//   dotnet run --project lessons -- puzzle 5

public static class TdLossGradient
{
    public struct Arguments
    {
        public int N, Actions;
        public ArrayView<float> Q; // [N, A]
        public ArrayView<float> Next; // the target network's values of the next state [N, A]
        public ArrayView<int> Taken; // [N], 0 to A - 1
        public ArrayView<float> Rewards; // [N]
        public ArrayView<float> Discounts; // [N], 0 where the game was over
        public ArrayView<float> Dq; // [N, A], yours to write
    }

    public static void Kernel(Arguments p)
    {
        var n = Grid.IdxX * Group.DimX + Group.IdxX;
        // YOUR CODE HERE: thread n writes p.Dq[n * p.Actions] to p.Dq[n * p.Actions + p.Actions - 1].
    }
}
