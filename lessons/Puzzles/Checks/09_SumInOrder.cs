using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class SumInOrderCheck() : KernelPuzzle<SumInOrder.Arguments>(SumInOrder.Kernel, Solutions.SumInOrder.Kernel)
{
    private const int Length = 3000;
    private const int Steps = 8;

    public override int Number => 9;

    public override string Title => "A sum over threads, in a fixed order";

    public override IReadOnlyList<string> Hints =>
    [
        "A loop over half = 128, 64, ..., 1. In it the threads below `half` add what lies `half` further to their own. Between two steps all threads meet: " +
        "the barrier stands in the loop, but not in the `if`.",
        "for (var half = GroupSize / 2; half > 0; half /= 2) { if (thread < half) shared[thread] += shared[thread + half]; Group.Barrier(); } and then " +
        "thread 0 writes shared[0].",
    ];

    protected override Trial<SumInOrder.Arguments> Prepare(LessonMemory memory)
    {
        var g = Tensor.Random(memory, "g", 21, ("i", Length));
        var norm2 = Tensor.Zeros(memory, "norm2");
        return new(new(1), new(SumInOrder.GroupSize), new() { G = g.View, Norm2 = norm2.View }, [g],
            [Expectation.Loops(norm2, [g.Doubles().Sum(value => value * value)], $"the sum of g[i]^2 over all {Length} i")]);
    }

    protected override string? MissedGoal(LaunchCounts counts) => Goals.SharedLoads(
        counts, SumInOrder.GroupSize / 32 * Steps, $"that is one addition after the other, where a tree adds {SumInOrder.GroupSize} sums in {Steps} steps.");
}
