using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

/// <summary>A convolution with random numbers, and a loss behind it: the sum of z * dz, whose gradient to z is dz.</summary>
internal sealed class ConvTensors(LessonMemory memory)
{
    // Windows overlap, the last column of x is in no window, and no two sizes are alike but those of the window.
    public static readonly Conv2dShape Shape = new(N: 2, C: 3, H: 7, W: 10, K: 5, R: 3, S: 3, Stride: 2);

    public Tensor X { get; } = Tensor.Random(memory, "x", 11, InputAxes);

    public Tensor W { get; } = Tensor.Random(memory, "w", 12, WeightAxes);

    public Tensor B { get; } = Tensor.Random(memory, "b", 13, ("k", Shape.K));

    public Tensor Dz { get; } = Tensor.Random(memory, "dz", 14, OutputAxes);

    public static (string Name, int Size)[] InputAxes => [("n", Shape.N), ("h", Shape.H), ("w", Shape.W), ("c", Shape.C)];

    public static (string Name, int Size)[] WeightAxes => [("r", Shape.R), ("s", Shape.S), ("c", Shape.C), ("k", Shape.K)];

    public static (string Name, int Size)[] OutputAxes => [("n", Shape.N), ("p", Shape.P), ("q", Shape.Q), ("k", Shape.K)];

    /// <summary>z, in double precision.</summary>
    public double[] Forward(double[] x, double[] w)
    {
        var z = new double[Shape.OutputLength];
        Conv2dReference.Forward(Shape, x, w, B.Doubles(), z, Activation.None);
        return z;
    }

    public double LossOfInput(double[] x) => Loss(Forward(x, W.Doubles()));

    public double LossOfWeights(double[] w) => Loss(Forward(X.Doubles(), w));

    private double Loss(double[] z) => z.Zip(Dz.Doubles(), (a, b) => a * b).Sum();
}
