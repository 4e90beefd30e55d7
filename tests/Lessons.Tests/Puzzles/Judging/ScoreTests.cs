using DqnGpu.Lessons.Puzzles.Judging;

namespace DqnGpu.Lessons.Tests.Puzzles.Judging;

public sealed class ScoreTests
{
    private static readonly Score Best = new(Reads: 4, Writes: 3, Bytes: 28, Passes: 0, Instructions: 40);

    [Test]
    public void Is_a_table_without_what_neither_has()
    {
        var lines = (Best with { Reads = 7.5 }).Against(Best).Split(Environment.NewLine);
        Assert.That(lines[0].TrimEnd(), Does.StartWith("  per thread").And.EndWith("yours  best known"));
        Assert.That(lines[1], Does.StartWith("  reads of global memory").And.EndWith("        7.50        4.00"));
        Assert.That(string.Join(' ', lines), Does.Not.Contain("shared"));
    }

    [TestCase(28, 5, 0, 40, "There is a way that costs memory less.")]
    [TestCase(36, 3, 0, 40, "There is a way that costs memory less.")]
    [TestCase(28, 4, 1, 40, "There is a way that costs memory less.")]
    [TestCase(28, 4, 0, 90, "No better way is known, as far as memory goes.")]
    [TestCase(28, 3, 2, 90, "That is better than the best known.")]
    [TestCase(20, 9, 9, 90, "That is better than the best known.")]
    public void Bytes_decide_then_requests_then_passes(double bytes, double reads, double passes, double instructions, string said)
    {
        var own = new Score(reads, Writes: 3, bytes, passes, instructions);
        Assert.That(own.Against(Best), Does.EndWith(said));
    }

    [Test]
    public void Of_a_solution_counts_reads_and_writes_per_thread()
    {
        var score = AllPuzzles.InOrder[13].JudgeSolution().Score!;
        Assert.That((score.Reads, score.Writes), Is.EqualTo((4 * 1000 / 1024.0, 3 * 1000 / 1024.0)), "24 of its 1,024 threads have no parameter");
    }
}
