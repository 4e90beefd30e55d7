using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 3: The linear layer's gradient to its input
//
// Formula
//   dx[n, i] = sum over o of w[o, i] * dz[n, o]
//
// Picture
//   x[n, i] was used once for every output o. A value that is used several times gets the sum of its gradients:
//
//              .-- w[0, i] --> y[n, 0]        back: dz[n, 0] * w[0, i] --.
//   x[n, i] --<--- w[1, i] --> y[n, 1]              dz[n, 1] * w[1, i] ---+--> dx[n, i]
//              '-- w[2, i] --> y[n, 2]              dz[n, 2] * w[2, i] --'
//
//   A row of dz [N, Out] meets a column of w [Out, In].
//
// Yours to do
//   Every thread computes one element of dx. Groups have 32 threads; the last one has threads too many.
//
//   dotnet run --project lessons -- puzzle 3

public static class LinearInputGradient
{
    public struct Arguments
    {
        public int N, In, Out;
        public ArrayView<float> W; // [Out, In]
        public ArrayView<float> Dz; // [N, Out]
        public ArrayView<float> Dx; // [N, In], yours to write
    }

    public static void Kernel(Arguments p)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        // YOUR CODE HERE: thread `index` writes p.Dx[index].
    }
}
