using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 1: The linear layer, forwards
//
// Formula
//   y[n, o] = b[o] + sum over i of w[o, i] * x[n, i]
//
// Picture
//                 i ->                    i ->                     o ->
//   x [N, In]   . . . . .   w [Out, In] . . . . .   y [N, Out]   . . . .
//          n -> # # # # #          o -> # # # # #           n -> . . # .
//               . . . . .               . . . . .                . . . .
//   A row of x meets a row of w: multiply them element by element, add up, add b[o]. That is one element of y.
//
// Yours to do
//   Every thread computes one element of y. Groups have 32 threads, and there are as many groups as it takes: so the last one has threads for
//   which there is no element. Arrays are flat: x[n, i] is p.X[n * p.In + i].
//
//   dotnet run --project lessons -- puzzle 1

public static class LinearForward
{
    public struct Arguments
    {
        public int N, In, Out;
        public ArrayView<float> X; // [N, In]
        public ArrayView<float> W; // [Out, In]
        public ArrayView<float> B; // [Out]
        public ArrayView<float> Y; // [N, Out], yours to write
    }

    public static void Kernel(Arguments p)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        // YOUR CODE HERE: thread `index` writes p.Y[index].
    }
}
