using DqnGpu.Kernels;
using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class LinearInputGradientCheck()
    : KernelPuzzle<LinearInputGradient.Arguments>(LinearInputGradient.Kernel, Solutions.LinearInputGradient.Kernel, Solutions.Golf.LinearInputGradient.Kernel)
{
    public override int Number => 3;

    public override string Title => "The linear layer's gradient to its input";

    public override IReadOnlyList<string> Hints =>
    [
        "The loop runs over outputs: along a row of dz, and down a column of w. (So w is read as if it were transposed; puzzle 11 is about that.)",
        "if (index >= p.N * p.In) return; n = index / p.In; i = index % p.In. The sum begins with 0, and the loop over o adds " +
        "p.W[o * p.In + i] * p.Dz[n * p.Out + o].",
    ];

    protected override Trial<LinearInputGradient.Arguments> Prepare(LessonMemory memory)
    {
        var shape = new LinearShape(N: 5, In: 19, Out: 13);
        var linear = new LinearTensors(memory, shape);
        var dx = Tensor.Zeros(memory, "dx", ("n", shape.N), ("i", shape.In));
        var arguments = new LinearInputGradient.Arguments
        {
            N = shape.N,
            In = shape.In,
            Out = shape.Out,
            W = linear.W.View,
            Dz = linear.Dz.View,
            Dx = dx.View,
        };
        var transposed = Enumerable.Range(0, (int)shape.InputLength).Select(index => Enumerable.Range(0, shape.Out).Sum(o =>
            (double)linear.W.Values[index % shape.In * shape.Out + o] * linear.Dz.Values[index / shape.In * shape.Out + o])).ToArray();
        return new(new(3), new(32), arguments, [linear.W, linear.Dz],
        [
            Expectation.Gradient(dx, linear.X, linear.LossOfInput) with
            {
                Mistakes = [(transposed, "What you have reads w as [In, Out]; it is [Out, In]: w[o, i] is p.W[o * p.In + i].")],
            },
        ]);
    }
}
