using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class TdLossGradientCheck() : KernelPuzzle<TdLossGradient.Arguments>(TdLossGradient.Kernel, Solutions.TdLossGradient.Kernel)
{
    private const int N = 37;
    private const int Actions = 6;

    public override int Number => 5;

    public override string Title => "The TD loss's gradient, one entry a row";

    public override IReadOnlyList<string> Hints =>
    [
        "Three steps: the greatest of the row in p.Next; the error d, which is one number; then a loop that writes the row: 0, but for the action taken. " +
        "The loss is a mean over N rows, and Huber's slope is d, held between -1 and 1.",
        "derivative = Math.Max(-1f, Math.Min(1f, d)) / p.N, where d = p.Q[n * p.Actions + taken] - (p.Rewards[n] + p.Discounts[n] * greatest). " +
        "Write p.Dq[n * p.Actions + a] = a == taken ? derivative : 0 for every a.",
    ];

    protected override Trial<TdLossGradient.Arguments> Prepare(LessonMemory memory)
    {
        var q = Tensor.Random(memory, "q", 7, ("n", N), ("a", Actions));
        var next = Tensor.Random(memory, "next", 8, ("n", N), ("a", Actions));
        var rewards = Tensor.Random(memory, "rewards", 9, ("n", N));
        var discounts = Tensor.Zeros(memory, "discounts", ("n", N));
        for (var n = 0; n < N; n++)
        {
            rewards.Values[n] *= 2; // so that some errors are above 1
            discounts.Values[n] = n % 5 == 0 ? 0 : 0.99f;
        }
        int[] taken = [.. Enumerable.Range(0, N).Select(n => n * n % Actions)];
        var dq = Tensor.Zeros(memory, "dq", ("n", N), ("a", Actions));
        var arguments = new TdLossGradient.Arguments
        {
            N = N,
            Actions = Actions,
            Q = q.View,
            Next = next.View,
            Taken = memory.Allocate(taken),
            Rewards = rewards.View,
            Discounts = discounts.View,
            Dq = dq.View,
        };
        var expectation = Expectation.Gradient(dq, q, values => Compute(values).Loss);
        var errors = Compute(q.Doubles()).Errors;
        var unheld = expectation.Wanted.Select((value, i) => i % Actions == taken[i / Actions] ? errors[i / Actions] / N : 0).ToArray();
        return new(new(2), new(32), arguments, [q, next, rewards, discounts],
        [
            expectation with
            {
                Mistakes =
                [
                    ([.. expectation.Wanted.Select(value => value * N)], "What you have is right for a sum over rows; the loss is their mean."),
                    (unheld, "What you have is d / N: where |d| is above 1 the slope stays 1."),
                ],
            },
        ]);

        (double Loss, double[] Errors) Compute(double[] values)
        {
            var (gradient, d) = (new double[N * Actions], new double[N]);
            var (loss, _) = TdLossReference.Compute(
                Actions, LossKind.Huber, values, taken, rewards.Doubles(), discounts.Doubles(), next.Doubles(), [], [], gradient, d);
            return (loss, d);
        }
    }
}
