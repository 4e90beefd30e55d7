using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class LinearForwardCheck()
    : KernelPuzzle<LinearForward.Arguments>(LinearForward.Kernel, Solutions.LinearForward.Kernel, Solutions.Golf.LinearForward.Kernel)
{
    public override int Number => 1;

    public override string Title => "The linear layer, forwards";

    public override IReadOnlyList<string> Hints =>
    [
        "Which element is a thread's own? Its number counts rows of Out elements: n is how many whole rows lie before it, o what is left. And first of all: " +
        "threads whose number is N * Out or more have nothing to do.",
        "if (index >= p.N * p.Out) return; n = index / p.Out; o = index % p.Out. Then a sum that begins with p.B[o], and a loop over i that adds " +
        "p.W[o * p.In + i] * p.X[n * p.In + i].",
    ];

    protected override Trial<LinearForward.Arguments> Prepare(LessonMemory memory)
    {
        var shape = new LinearShape(N: 5, In: 19, Out: 13);
        var linear = new LinearTensors(memory, shape);
        var y = Tensor.Zeros(memory, "y", ("n", shape.N), ("o", shape.Out));
        var wanted = linear.Forward(linear.X.Doubles(), linear.W.Doubles());
        var withoutBias = wanted.Select((value, i) => value - linear.B.Doubles()[i % shape.Out]).ToArray();
        var arguments = new LinearForward.Arguments
        {
            N = shape.N,
            In = shape.In,
            Out = shape.Out,
            X = linear.X.View,
            W = linear.W.View,
            B = linear.B.View,
            Y = y.View,
        };
        return new(new(3), new(32), arguments, [linear.X, linear.W, linear.B],
        [
            Expectation.Loops(y, wanted, "b[o] + the sum over i of w[o, i] * x[n, i]") with
            {
                Mistakes = [(withoutBias, "What you have is the sum without b[o].")],
            },
        ]);
    }
}
