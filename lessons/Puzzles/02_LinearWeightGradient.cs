using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 2: The linear layer's gradient to its weights
//
// Formula
//   dw[o, i] = sum over n of dz[n, o] * x[n, i]            (dz is the loss's gradient to y of puzzle 1)
//
// Picture
//   One multiplication of the way forward joins three numbers:       w[o, i] --.
//   move w[o, i] by 1 and y[n, o] moves by x[n, i], for every n.                * --> + --> y[n, o]
//   Move y[n, o] by 1 and the loss moves by dz[n, o].                x[n, i] --'
//   So a weight's gradient collects, over all samples n, what passed by:
//
//                    o                i                       i
//   dz [N, Out]  . . # .   x [N, In]  . # . . .   dw [Out, In]  . . . . .
//                . . # .              . # . . .             o   . # . . .
//                . . # .              . # . . .                 . . . . .
//   A column of dz meets a column of x.
//
// Yours to do
//   Every thread computes one element of dw. Groups have 32 threads; the last one has threads too many.
//
//   dotnet run --project lessons -- puzzle 2

public static class LinearWeightGradient
{
    public struct Arguments
    {
        public int N, In, Out;
        public ArrayView<float> X; // [N, In]
        public ArrayView<float> Dz; // [N, Out]
        public ArrayView<float> Dw; // [Out, In], yours to write
    }

    public static void Kernel(Arguments p)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        // YOUR CODE HERE: thread `index` writes p.Dw[index].
    }
}
