using DqnGpu.Kernels;
using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class LinearWeightGradientCheck()
    : KernelPuzzle<LinearWeightGradient.Arguments>(LinearWeightGradient.Kernel, Solutions.LinearWeightGradient.Kernel)
{
    public override int Number => 2;

    public override string Title => "The linear layer's gradient to its weights";

    public override IReadOnlyList<string> Hints =>
    [
        "The loop runs over samples now, for those are what every weight was used for. Each thread reads down a column of dz and down a column of x.",
        "if (index >= p.Out * p.In) return; o = index / p.In; i = index % p.In. The sum begins with 0, and the loop over n adds " +
        "p.Dz[n * p.Out + o] * p.X[n * p.In + i].",
    ];

    protected override Trial<LinearWeightGradient.Arguments> Prepare(LessonMemory memory)
    {
        var shape = new LinearShape(N: 5, In: 19, Out: 13);
        var linear = new LinearTensors(memory, shape);
        var dw = Tensor.Zeros(memory, "dw", ("o", shape.Out), ("i", shape.In));
        var arguments = new LinearWeightGradient.Arguments
        {
            N = shape.N,
            In = shape.In,
            Out = shape.Out,
            X = linear.X.View,
            Dz = linear.Dz.View,
            Dw = dw.View,
        };
        var expectation = Expectation.Gradient(dw, linear.W, linear.LossOfWeights);
        var last = Enumerable.Range(0, (int)shape.WeightLength).Select(index =>
            (double)linear.Dz.Values[(shape.N - 1) * shape.Out + index / shape.In] * linear.X.Values[(shape.N - 1) * shape.In + index % shape.In]).ToArray();
        return new(new(8), new(32), arguments, [linear.X, linear.Dz],
        [
            expectation with
            {
                Mistakes =
                [
                    (last, "What you have is the last sample's share alone: add the samples up."),
                    ([.. expectation.Wanted.Select(value => value / shape.N)], "What you have is the mean over samples: their number is in dz already."),
                ],
            },
        ]);
    }
}
