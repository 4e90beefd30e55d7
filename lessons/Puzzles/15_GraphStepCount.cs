using DqnGpu.Lessons.Running;
using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 15: A captured graph whose step count stays 1
//
// Formula
//   w = w - rate * (m / c1) / (sqrt(v / c2) + epsilon),    c1 = 1 - beta1^t,    c2 = 1 - beta2^t,    t = 1, 2, 3 ...
//
// Picture
//   capture    Capture() runs once:   t = 1, c1 = 0.1, c2 = 0.001 --> | Kernel, 4 groups of 64, arguments: 0.1, 0.001, views |   the graph
//
//   replay 1   the list is launched as it was written down:            Kernel(0.1, 0.001, ...)      right
//   replay 2                                                           Kernel(0.1, 0.001, ...)      t should be 2
//   replay 3                                                           Kernel(0.1, 0.001, ...)      t should be 3
//   Capture() is not called again: the host's `step` stays 1. But what the views point to is read anew each time.
//
// Yours to do
//   Find out why nothing fails, and yet the network learns badly; then let every replay make the next step. You may change all below `YOUR CODE HERE`,
//   the arguments too, and capture more launches than one: launches of a graph run in their order. Schedule is yours: two floats of the device's memory,
//   0 at the beginning.
//
//   dotnet run --project lessons -- puzzle 15

public sealed class GraphStepCount
{
    public const int GroupSize = 64; // the number of parameters is a multiple of it

    public struct Arguments
    {
        public float Rate, Beta1, Beta2, Epsilon;
        public float C1, C2; // 1 - beta^t
        public ArrayView<float> W; // [P], updated
        public ArrayView<float> M; // [P], updated
        public ArrayView<float> V; // [P], updated
        public ArrayView<float> G; // [P]
        public ArrayView<float> Schedule; // [2]
    }

    // YOUR CODE HERE
    private int step;

    public void Capture(LaunchGraph graph, Arguments p)
    {
        step++;
        p.C1 = 1 - MathF.Pow(p.Beta1, step);
        p.C2 = 1 - MathF.Pow(p.Beta2, step);
        graph.Launch(Kernel, new(p.W.IntLength / GroupSize), new(GroupSize), p);
    }

    public static void Kernel(Arguments p)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        var g = p.G[i];
        var m = p.Beta1 * p.M[i] + (1 - p.Beta1) * g;
        var v = p.Beta2 * p.V[i] + (1 - p.Beta2) * g * g;
        p.M[i] = m;
        p.V[i] = v;
        p.W[i] -= p.Rate * (m / p.C1) / (MathF.Sqrt(v / p.C2) + p.Epsilon);
    }
}
