using DqnGpu.Lessons.Running;
using ILGPU;
using static DqnGpu.Lessons.Puzzles.GraphStepCount;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class GraphStepCount
{
    public static void Capture(LaunchGraph graph, Arguments p)
    {
        graph.Launch(Advance, new(1), new(1), p);
        graph.Launch(Kernel, new(p.W.IntLength / GroupSize), new(GroupSize), p);
    }

    // 1 - beta^t of one step more. A launch of its own: threads of the next one all read what this one writes.
    public static void Advance(Arguments p)
    {
        p.Schedule[0] = p.Beta1 * p.Schedule[0] + (1 - p.Beta1);
        p.Schedule[1] = p.Beta2 * p.Schedule[1] + (1 - p.Beta2);
    }

    public static void Kernel(Arguments p)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        var g = p.G[i];
        var m = p.Beta1 * p.M[i] + (1 - p.Beta1) * g;
        var v = p.Beta2 * p.V[i] + (1 - p.Beta2) * g * g;
        p.M[i] = m;
        p.V[i] = v;
        p.W[i] -= p.Rate * (m / p.Schedule[0]) / (MathF.Sqrt(v / p.Schedule[1]) + p.Epsilon);
    }
}
