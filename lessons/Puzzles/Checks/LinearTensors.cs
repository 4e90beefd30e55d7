using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

/// <summary>A linear layer with random numbers, and a loss behind it: the sum of y * dz, whose gradient to y is dz.</summary>
internal sealed class LinearTensors(LessonMemory memory, LinearShape shape)
{
    public Tensor X { get; } = Tensor.Random(memory, "x", 1, ("n", shape.N), ("i", shape.In));

    public Tensor W { get; } = Tensor.Random(memory, "w", 2, ("o", shape.Out), ("i", shape.In));

    public Tensor B { get; } = Tensor.Random(memory, "b", 3, ("o", shape.Out));

    public Tensor Dz { get; } = Tensor.Random(memory, "dz", 4, ("n", shape.N), ("o", shape.Out));

    /// <summary>y, in double precision.</summary>
    public double[] Forward(double[] x, double[] w)
    {
        var y = new double[shape.OutputLength];
        LinearReference.Forward(shape, x, w, B.Doubles(), y, Activation.None);
        return y;
    }

    public double LossOfInput(double[] x) => Loss(Forward(x, W.Doubles()));

    public double LossOfWeights(double[] w) => Loss(Forward(X.Doubles(), w));

    private double Loss(double[] y) => y.Zip(Dz.Doubles(), (a, b) => a * b).Sum();
}
