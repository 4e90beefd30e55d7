using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class BankPassesCheck() : KernelPuzzle<BankPasses.Arguments>(BankPasses.Kernel, Solutions.BankPasses.Kernel)
{
    private const int Out = 64;
    private const int In = 96;
    private const int Rows = 8;
    private const double LeastUsed = 0.9;

    public override int Number => 11;

    public override string Title => "A transposition without bank conflicts: passes to 1.00";

    public override IReadOnlyList<string> Hints =>
    [
        "Rows of the tile are 32 words apart, so all words of a column lie in one bank. In which banks would they lie if rows were a little further apart?",
        "A pitch of 33: word (row, column) lies in bank (33 * row + column) mod 32 = (row + column) mod 32, and a column meets every bank once. " +
        "The tile takes 32 * 33 words then.",
    ];

    protected override Trial<BankPasses.Arguments> Prepare(LessonMemory memory)
    {
        var w = Tensor.Random(memory, "w", 24, ("o", Out), ("i", In));
        var t = Tensor.Zeros(memory, "t", ("i", In), ("o", Out));
        double[] wanted = [.. Enumerable.Range(0, In * Out).Select(index => (double)w.Values[index % Out * In + index / Out])];
        return new(new(In / BankPasses.Tile, Out / BankPasses.Tile), new(BankPasses.Tile, Rows),
            new() { Out = Out, In = In, W = w.View, T = t.View }, [w], [Expectation.Loops(t, wanted, "w[o, i]")]);
    }

    protected override string? MissedGoal(LaunchCounts counts) => Goals.NoBankConflict(counts) ?? Goals.UsedShare(counts, LeastUsed);
}
