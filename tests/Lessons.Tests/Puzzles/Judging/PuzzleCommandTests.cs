using DqnGpu.Lessons.Puzzles.Judging;

namespace DqnGpu.Lessons.Tests.Puzzles.Judging;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PuzzleCommandTests
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    private int Run(params string[] args) => LessonsProgram.Run(args, output, error);

    [Test]
    public void Without_a_number_it_lists_them_and_says_how_to_begin()
    {
        Assert.That(Run("puzzle"), Is.Zero);
        Assert.That(output.ToString(), Does.Contain("dotnet run --project lessons -- puzzle 1"));
        Assert.That(output.ToString(), Does.Contain("   8  unsolved  The convolution's gradient to its input, gathered"));
        Assert.That(output.ToString().Split("unsolved"), Has.Length.EqualTo(AllPuzzles.InOrder.Count + 1));
    }

    [Test]
    public void An_unsolved_puzzle_says_what_is_wrong_and_exits_with_1()
    {
        Assert.That(Run("puzzle", "1"), Is.EqualTo(1));
        Assert.That(output.ToString(), Does.StartWith("Puzzle 1, The linear layer, forwards: not yet. lessons/Puzzles/01_LinearForward.cs"));
        Assert.That(output.ToString(), Does.Contain("y[n=0, o=0] was never written"));
    }

    [Test]
    public void Sentences_are_wrapped_and_code_is_not()
    {
        Run("puzzle", "8");
        var lines = output.ToString().Split(Environment.NewLine);
        Assert.That(lines.Where(line => !line.StartsWith(' ')).Max(line => line.Length), Is.InRange(90, 110));
        Assert.That(lines, Has.One.StartsWith("    ").And.EndWith("+="));
    }

    [Test]
    public void All_judges_each()
    {
        Assert.That(Run("puzzle", "all"), Is.EqualTo(1));
        Assert.That(output.ToString().Split(": not yet."), Has.Length.EqualTo(AllPuzzles.InOrder.Count + 1));
    }

    [Test]
    public void Hints_come_one_by_one_and_then_the_solution_is_named()
    {
        Assert.That(Run("puzzle", "10", "--hint"), Is.Zero);
        Assert.That(output.ToString(), Does.StartWith(AllPuzzles.InOrder[9].Hints[0][..60]).And.Contain("puzzle 10 --hint 2"));
        Assert.That(Run("puzzle", "10", "--hint", "2"), Is.Zero);
        Assert.That(output.ToString(), Does.Contain(AllPuzzles.InOrder[9].Hints[1][..60]).And.Contain("lessons/Puzzles/Solutions/10_UsedBytes.cs"));
    }

    [TestCase("'16' is no puzzle: say a number from 1 to 15.", "puzzle", "16")]
    [TestCase("'0' is no puzzle: say a number from 1 to 15.", "puzzle", "0")]
    [TestCase("'x' is no puzzle: say a number from 1 to 15.", "puzzle", "x")]
    [TestCase("A hint belongs to a puzzle: say a number from 1 to 15.", "puzzle", "--hint")]
    [TestCase("--hint takes 1 or 2.", "puzzle", "3", "--hint", "3")]
    public void What_cannot_be_is_a_line(string line, params string[] args)
    {
        Assert.That(Run(args), Is.EqualTo(2));
        Assert.That(error.ToString().TrimEnd(), Is.EqualTo($"error: {line}"));
    }
}
