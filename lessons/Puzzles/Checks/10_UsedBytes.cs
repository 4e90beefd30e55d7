using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class UsedBytesCheck() : KernelPuzzle<UsedBytes.Arguments>(UsedBytes.Kernel, Solutions.UsedBytes.Kernel)
{
    private const int Groups = 4;
    private const int GroupSize = 64;
    private const int Length = Groups * GroupSize * UsedBytes.ElementsOfThread;
    private const float Tau = 0.25f;
    private const double LeastUsed = 0.9;

    public override int Number => 10;

    public override string Title => "Use the bytes that move: more than 90 % of them";

    public override IReadOnlyList<string> Hints =>
    [
        "Look at one step of the loop: which i do threads 0, 1, 2 have in it? They should be neighbours.",
        "In step n all threads together take one piece of memory: i = n * (all threads) + thread, where all threads are Grid.DimX * Group.DimX.",
    ];

    protected override Trial<UsedBytes.Arguments> Prepare(LessonMemory memory)
    {
        var w = Tensor.Random(memory, "w", 22, ("i", Length));
        var target = Tensor.Random(memory, "target", 23, ("i", Length));
        double[] wanted = [.. target.Doubles().Zip(w.Doubles(), (old, online) => Tau * online + (1 - Tau) * old)];
        return new(new(Groups), new(GroupSize), new() { Tau = Tau, W = w.View, Target = target.View }, [w],
            [new(target, wanted, _ => "tau * w[i] + (1 - tau) * target[i], each element once")]);
    }

    protected override string? MissedGoal(LaunchCounts counts) => Goals.UsedShare(counts, LeastUsed);
}
