using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 14: Adam in one pass: 4 reads and 3 writes
//
// Formula
//   m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2        w = w - rate * (m / c1) / (sqrt(v / c2) + epsilon)
//
// Picture
//   A step makes a dozen operations of a parameter, and moves it: memory decides how long it takes.
//
//   memory     w   m   v   g   w   m   v
//              |   |   |   |   ^   ^   ^
//              v   v   v   v   |   |   |
//   thread   [ read 4 ......... write 3 ]      7 floats, 28 bytes a parameter: the least there is
//
// Yours to do
//   The kernel reads some of them more often: what was written to memory is read back from there. (A compiler could know better only if it knew that
//   no two views overlap.) Bring it to 4 reads and 3 writes. Groups have 64 threads, a parameter each.
//
//   dotnet run --project lessons -- puzzle 14

public static class AdamInOnePass
{
    public struct Arguments
    {
        public float Rate, Beta1, Beta2, Epsilon;
        public float C1, C2; // 1 - beta^t
        public ArrayView<float> W; // [P], updated
        public ArrayView<float> M; // [P], updated
        public ArrayView<float> V; // [P], updated
        public ArrayView<float> G; // [P]
    }

    public static void Kernel(Arguments p)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i >= p.W.Length)
            return;
        // YOUR CODE HERE
        p.M[i] = p.Beta1 * p.M[i] + (1 - p.Beta1) * p.G[i];
        p.V[i] = p.Beta2 * p.V[i] + (1 - p.Beta2) * p.G[i] * p.G[i];
        p.W[i] -= p.Rate * (p.M[i] / p.C1) / (MathF.Sqrt(p.V[i] / p.C2) + p.Epsilon);
    }
}
