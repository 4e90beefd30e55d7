using DqnGpu.Kernels;
using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 6: The convolution, forwards
//
// Formula
//   z[n, p, q, k] = b[k] + sum over r, s, c of w[r, s, c, k] * x[n, p * stride + r, q * stride + s, c]
//
// Picture
//   x [N, H, W, C], one sample, one channel        z [N, P, Q, K], one sample, one filter
//
//         w ->   0 1 2 3 4 5 6 7 8 9
//   h     0      1 1 * 2 2 . . . . .     q -> 0 1 2 3      a window of R x S (here 3 x 3) moves by the stride (here 2);
//   |     1      1 1 * 2 2 . . . . .     p 0  1 2 . .      its upper left corner lies at h = p * 2, w = q * 2.
//   v     2      1 1 * 2 2 . . . . .       1  . . . .      * belongs to the windows of 1 and of 2: remember that for puzzle 8.
//         3      . . . . . . . . . .       2  . . . .
//
// Yours to do
//   Every thread computes one element of z. Groups have 32 threads; the last one has threads too many. Where an element lies, ConvIndex.X, W and Z
//   say: z[n, p, q, k] is a.Z[ConvIndex.Z(a.Shape, n, p, q, k)]. (Arguments are `a` here: p is a row of z.)
//
//   dotnet run --project lessons -- puzzle 6

public static class ConvForward
{
    public struct Arguments
    {
        public Conv2dShape Shape; // N, C, H, W, K, R, S, Stride, and from these P and Q
        public ArrayView<float> X; // [N, H, W, C]
        public ArrayView<float> W; // [R, S, C, K]
        public ArrayView<float> B; // [K]
        public ArrayView<float> Z; // [N, P, Q, K], yours to write
    }

    public static void Kernel(Arguments a)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index >= a.Z.Length)
            return;
        var k = index % a.Shape.K;
        var q = index / a.Shape.K % a.Shape.Q;
        var p = index / a.Shape.K / a.Shape.Q % a.Shape.P;
        var n = index / a.Shape.K / a.Shape.Q / a.Shape.P;
        // YOUR CODE HERE: write a.Z[index].
    }
}
