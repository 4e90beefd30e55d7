using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class ConvForwardCheck()
    : KernelPuzzle<ConvForward.Arguments>(ConvForward.Kernel, Solutions.ConvForward.Kernel, Solutions.Golf.ConvForward.Kernel)
{
    public override int Number => 6;

    public override string Title => "The convolution, forwards";

    public override IReadOnlyList<string> Hints =>
    [
        "Three loops, over r, s and c, and one sum that begins with b[k]. Only x's indices move with the window: its row is p * Stride + r.",
        "The line in the middle: sum += a.W[ConvIndex.W(a.Shape, r, s, c, k)] * a.X[ConvIndex.X(a.Shape, n, p * a.Shape.Stride + r, " +
        "q * a.Shape.Stride + s, c)];",
    ];

    protected override Trial<ConvForward.Arguments> Prepare(LessonMemory memory)
    {
        var conv = new ConvTensors(memory);
        var z = Tensor.Zeros(memory, "z", ConvTensors.OutputAxes);
        var wanted = conv.Forward(conv.X.Doubles(), conv.W.Doubles());
        var withoutBias = wanted.Select((value, i) => value - conv.B.Values[i % ConvTensors.Shape.K]).ToArray();
        var arguments = new ConvForward.Arguments { Shape = ConvTensors.Shape, X = conv.X.View, W = conv.W.View, B = conv.B.View, Z = z.View };
        return new(new(8), new(32), arguments, [conv.X, conv.W, conv.B],
        [
            Expectation.Loops(z, wanted, "b[k] + the sum over r, s, c of w[r, s, c, k] * x[n, p * stride + r, q * stride + s, c]") with
            {
                Mistakes = [(withoutBias, "What you have is the sum without b[k].")],
            },
        ]);
    }
}
