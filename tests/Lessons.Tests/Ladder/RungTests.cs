using DqnGpu.Lessons.Ladder;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Tests.Ladder;

/// <summary>Every rung of every ladder of kernels: right, gaining what it says it gains, short; and the page holds what is counted.</summary>
public sealed class RungTests
{
    private const int MostLines = 60;

    // Counted once, for all tests.
    private static readonly Dictionary<Rung, Lazy<CountedRung>> Counted =
        KernelLadders.SelectMany(ladder => ladder.All).ToDictionary(rung => rung, rung => new Lazy<CountedRung>(rung.Count));

    private static IEnumerable<KernelRungs> KernelLadders => Ladders.All.OfType<KernelRungs>();

    private static IEnumerable<TestCaseData> Rungs() => KernelLadders.SelectMany(ladder =>
        ladder.All.Select((rung, i) => new TestCaseData(ladder, i).SetArgDisplayNames(ladder.Name, $"{i + 1}", rung.Title)));

    [TestCaseSource(nameof(Rungs))]
    public void A_rung_computes_what_it_should_or_shows_its_fault(KernelRungs ladder, int index)
    {
        var rung = ladder.All[index];
        var counted = Counted[rung].Value;
        Assert.That(counted.Fault?.Kind, Is.EqualTo(rung.Fault));
        Assert.That(counted.Results, Has.All.Property(nameof(Deviation.IsRight)).True);
    }

    [TestCaseSource(nameof(Rungs))]
    public void A_rung_gains_what_its_arithmetic_says(KernelRungs ladder, int index)
    {
        var rung = ladder.All[index];
        if (Counted[rung].Value.Counts is not { } counts)
            return;
        Assert.That(rung.Claim.Of(counts), Is.EqualTo(rung.Claim.Predicted).Within(0.001).Percent, rung.Claim.What);
        if (index == 0 || Counted[ladder.All[index - 1]].Value.Counts is not { } before)
            return;
        var gain = rung.Claim.Of(counts) - rung.Claim.Of(before);
        Assert.That(rung.Claim.MoreIsBetter ? gain : -gain, Is.Positive, $"{rung.Claim.What}: no better than the rung before");
    }

    [TestCaseSource(nameof(Rungs))]
    public void No_value_of_a_rung_lies_in_local_memory(KernelRungs ladder, int index)
    {
        var rung = ladder.All[index];
        if (!rung.NeedsCuda && Counted[rung].Value.Counts is { } counts)
            Assert.That(counts.Launches.Sum(launch => launch[InstructionKind.Local]), Is.Zero);
    }

    [TestCaseSource(nameof(Rungs))]
    public void A_rung_is_one_short_file_named_by_its_number(KernelRungs ladder, int index)
    {
        var file = ladder.All[index].File;
        Assert.That(Path.GetFileName(file), Does.StartWith($"{index + 1:00}_"));
        Assert.That(File.ReadLines(file).Count(), Is.AtMost(MostLines));
    }

    [Test]
    public void The_page_holds_what_is_counted()
    {
        var page = File.ReadAllText(LadderPage.Path).ReplaceLineEndings("\n");
        foreach (var ladder in KernelLadders)
        {
            var table = ladder.CountedTableOf([.. ladder.All.Select(rung => Counted[rung].Value)]);
            Assert.That(LadderPage.With(page, ladder, table, timed: null), Is.EqualTo(page), $"{ladder.Name} is stale: `dotnet run --project lessons -- ladder all` writes it anew");
        }
    }
}
