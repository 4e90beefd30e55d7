using DqnGpu.Kernels;
using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 7: The convolution's gradient to its weights
//
// Formula
//   dw[r, s, c, k] = sum over n, p, q of x[n, p * stride + r, q * stride + s, c] * dz[n, p, q, k]
//
// Picture
//   A weight was used once for every position (n, p, q) of the window: for each, it met the x at its own place in the window.
//
//   window      x, where w[0, 1] met it (stride 2)      dz
//   . # .       . # . # . # . # . .                     # # # #       dw[0, 1] = the sum of the products
//   . . .       . . . . . . . . . .                     # # # #       of # with #, one by one
//   . . .       . # . # . # . # . .                     # # # #
//               . . . . . . . . . .
//               . # . # . # . # . .
//
// Yours to do
//   Every thread computes one element of dw, so nobody else adds to it. Groups have 32 threads.
//
//   dotnet run --project lessons -- puzzle 7

public static class ConvWeightGradient
{
    public struct Arguments
    {
        public Conv2dShape Shape;
        public ArrayView<float> X; // [N, H, W, C]
        public ArrayView<float> Dz; // [N, P, Q, K]
        public ArrayView<float> Dw; // [R, S, C, K], yours to write
    }

    public static void Kernel(Arguments a)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index >= a.Dw.Length)
            return;
        // YOUR CODE HERE: find r, s, c and k of thread `index` (k runs fastest), and write a.Dw[index].
    }
}
