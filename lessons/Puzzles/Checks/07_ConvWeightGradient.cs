using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class ConvWeightGradientCheck()
    : KernelPuzzle<ConvWeightGradient.Arguments>(ConvWeightGradient.Kernel, Solutions.ConvWeightGradient.Kernel, Solutions.Golf.ConvWeightGradient.Kernel)
{
    public override int Number => 7;

    public override string Title => "The convolution's gradient to its weights";

    public override IReadOnlyList<string> Hints =>
    [
        "The line in the middle is that of puzzle 6 with the roles changed: x and dz are the factors now, and the loops run over n, p and q.",
        "k = index % K, c = index / K % C, s = index / K / C % S, r = index / K / C / S. In the loops: sum += " +
        "a.X[ConvIndex.X(a.Shape, n, p * a.Shape.Stride + r, q * a.Shape.Stride + s, c)] * a.Dz[ConvIndex.Z(a.Shape, n, p, q, k)];",
    ];

    protected override Trial<ConvWeightGradient.Arguments> Prepare(LessonMemory memory)
    {
        var conv = new ConvTensors(memory);
        var dw = Tensor.Zeros(memory, "dw", ConvTensors.WeightAxes);
        var arguments = new ConvWeightGradient.Arguments { Shape = ConvTensors.Shape, X = conv.X.View, Dz = conv.Dz.View, Dw = dw.View };
        return new(new(5), new(32), arguments, [conv.X, conv.Dz], [Expectation.Gradient(dw, conv.W, conv.LossOfWeights)]);
    }
}
