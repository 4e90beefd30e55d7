using DqnGpu.Lessons.Puzzles.Judging;

namespace DqnGpu.Lessons.Tests.Puzzles;

/// <summary>Every hole fails as it is meant to, every solution passes, and all that belongs to a puzzle is there.</summary>
public sealed class PuzzlesTests
{
    private static IReadOnlyList<Puzzle> All => AllPuzzles.InOrder;

    [TestCase(1, "y[n=0, o=0] was never written, or only added to; it should be ", "b[o] + the sum over i")]
    [TestCase(2, "dw[o=0, i=0] was never written, or only added to; it should be ", "the loss moves by that much for each unit of w[o=0, i=0]")]
    [TestCase(3, "dx[n=0, i=0] was never written, or only added to; it should be ", "the loss moves by that much for each unit of x[n=0, i=0]")]
    [TestCase(4, "; it should be 0: the loss moves by that much for each unit of x[i=", "What you have is dy as it came")]
    [TestCase(5, "dq[n=0, a=0] was never written, or only added to; it should be ", "the loss moves by that much for each unit of q[n=0, a=0]")]
    [TestCase(6, "z[n=0, p=0, q=0, k=0] was never written, or only added to; it should be ", "w[r, s, c, k] * x[n, p * stride + r, q * stride + s, c]")]
    [TestCase(7, "dw[r=0, s=0, c=0, k=0] was never written, or only added to; it should be ", "for each unit of w[r=0, s=0, c=0, k=0]")]
    [TestCase(8, "A race. 08_ConvInputGradient.cs, line ", "it writes dx[n=0, h=0, w=0, c=0]", "| a.Dx[ConvIndex.X(")]
    [TestCase(9, "09_SumInOrder.cs, line ", "loads from shared memory 256 times", "a tree adds 256 sums in 8 steps", "| sum += shared[t];")]
    [TestCase(10, "12 % are used; at least 90 % can be", "32 sectors of 32 bytes where 4 would hold", "| p.Target[i] = p.Tau * p.W[i]")]
    [TestCase(11, "16.5 times the passes", "waits for 32 passes", "tile[Group.IdxX * Pitch + row];")]
    [TestCase(12, "meets at 8 barriers; 5 are enough")]
    [TestCase(13, "A race. 13_MissingFence.cs, line ", "reads partials[group=0]", "nothing orders the two groups", "| sum += p.Partials[group];")]
    [TestCase(14, "reads global memory 7.81 times; 4 are enough", "| p.V[i] = ")]
    [TestCase(15, "After replay 2: w[i=0] is ", "step 2 of Adam", "What you have is what t = 1 gives in every step")]
    public void A_hole_fails_as_it_is_meant_to(int number, params string[] told)
    {
        var verdict = All[number - 1].JudgeHole();
        Assert.That((verdict.IsSolved, verdict.Score), Is.EqualTo((false, (Score?)null)));
        Assert.Multiple(() =>
        {
            foreach (var part in told)
                Assert.That(verdict.Fault, Does.Contain(part));
        });
    }

    [TestCaseSource(nameof(All))]
    public void A_solution_passes(Puzzle puzzle)
    {
        var verdict = puzzle.JudgeSolution();
        Assert.That(verdict.Fault, Is.Null);
        Assert.That(verdict.Score!.Writes, Is.GreaterThan(0));
    }

    [TestCaseSource(nameof(All))]
    public void The_best_known_way_is_right_and_no_worse_than_the_solution(Puzzle puzzle)
    {
        var best = puzzle.JudgeBest();
        Assert.That(best.Fault, Is.Null);
        var isLonger = File.Exists(Path.Combine(PuzzleFile.Folder, "Solutions", "Golf", puzzle.FileName));
        Assert.That(best.Score!.CompareMemory(puzzle.JudgeSolution().Score!), isLonger ? Is.Negative : Is.Zero);
    }

    [Test]
    public void Numbers_run_from_1_and_every_file_belongs_to_a_puzzle()
    {
        Assert.That(All.Select(puzzle => puzzle.Number), Is.EqualTo(Enumerable.Range(1, All.Count)));
        foreach (var folder in new[] { "", "Solutions", "Checks" })
            Assert.That(
                Directory.GetFiles(Path.Combine(PuzzleFile.Folder, folder), "??_*.cs").Select(Path.GetFileName).Order(),
                Is.EqualTo(All.Select(puzzle => puzzle.FileName)), folder);
    }

    [TestCaseSource(nameof(All))]
    public void A_file_has_title_formula_picture_and_hole(Puzzle puzzle)
    {
        var lines = File.ReadAllLines(Path.Combine(PuzzleFile.Folder, puzzle.FileName));
        var head = lines.SkipWhile(line => !line.StartsWith("//")).TakeWhile(line => line.StartsWith("//")).ToArray();
        Assert.That(head[0], Is.EqualTo($"// Puzzle {puzzle.Number}: {puzzle.Title}"));
        string[] sections = ["// Formula", "// Picture", "// Yours to do"];
        Assert.That(head.Intersect(sections), Is.EqualTo(sections));
        foreach (var (section, least) in new[] { (sections[0], 1), (sections[1], 5), (sections[2], 1) })
            Assert.That(
                head.SkipWhile(line => line != section).Skip(1).TakeWhile(line => !sections.Contains(line)).Count(line => line.StartsWith("//  ")),
                Is.GreaterThanOrEqualTo(least), $"lines of {section}");
        Assert.That(head[^1], Is.EqualTo($"//   dotnet run --project lessons -- puzzle {puzzle.Number}"));
        Assert.That(lines.Skip(head.Length).Count(line => line.Contains("// YOUR CODE HERE")), Is.EqualTo(1));
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(160), "a reader's window");
    }

    [TestCaseSource(nameof(All))]
    public void Two_hints_lie_elsewhere_and_the_solution_has_no_hole(Puzzle puzzle)
    {
        var file = File.ReadAllText(Path.Combine(PuzzleFile.Folder, puzzle.FileName));
        Assert.That(puzzle.Hints, Has.Count.EqualTo(2).And.Unique);
        foreach (var hint in puzzle.Hints)
            Assert.That(file, Does.Not.Contain(hint[..30]));
        var solution = File.ReadAllText(Path.Combine(PuzzleFile.Folder, "Solutions", puzzle.FileName));
        Assert.That(solution, Does.Match($@"(?m)class {puzzle.Name}\r?$").And.Not.Contain("YOUR CODE"));
    }
}
