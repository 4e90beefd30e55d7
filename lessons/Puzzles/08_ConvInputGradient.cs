using DqnGpu.Kernels;
using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 8: The convolution's gradient to its input, gathered
//
// Formula
//   dx[n, h, w, c] = sum over k and all (p, r), (q, s) with p * stride + r = h and q * stride + s = w of w[r, s, c, k] * dz[n, p, q, k]
//
// Picture
//   Scattered: a thread has an element of dz            Gathered: a thread has an element of dx
//   and adds to all of its window                       and asks which windows it was in
//
//      dz 1      dz 2                                         dz 1      dz 2
//       |\ \      / /|                                            \      /
//       v v v    v v v                                             v    v
//      [ dx  dx  dx  dx ]                                      dx   [dx]   dx
//              ^
//              two threads add here at once: a race            nobody else writes here
//
// Yours to do
//   The kernel scatters. Let it gather: give each thread one element of dx, and let it look for the windows that this element was in. There are as many
//   threads as dx has elements, in groups of 32, and a few more.
//
//   dotnet run --project lessons -- puzzle 8

public static class ConvInputGradient
{
    public struct Arguments
    {
        public Conv2dShape Shape;
        public ArrayView<float> W; // [R, S, C, K]
        public ArrayView<float> Dz; // [N, P, Q, K]
        public ArrayView<float> Dx; // [N, H, W, C], yours to write
    }

    public static void Kernel(Arguments a)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        // YOUR CODE HERE, instead of this:
        if (index >= a.Dz.Length)
            return;
        var k = index % a.Shape.K;
        var q = index / a.Shape.K % a.Shape.Q;
        var p = index / a.Shape.K / a.Shape.Q % a.Shape.P;
        var n = index / a.Shape.K / a.Shape.Q / a.Shape.P;
        for (var r = 0; r < a.Shape.R; r++)
            for (var s = 0; s < a.Shape.S; s++)
                for (var c = 0; c < a.Shape.C; c++)
                    a.Dx[ConvIndex.X(a.Shape, n, p * a.Shape.Stride + r, q * a.Shape.Stride + s, c)] +=
                        a.W[ConvIndex.W(a.Shape, r, s, c, k)] * a.Dz[index];
    }
}
