using DqnGpu.Lessons.Ladder;
using DqnGpu.Lessons.Ladder.Conv;
using DqnGpu.Lessons.Ladder.Simd;
using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Tests.Ladder.Simd;

/// <summary>Every rung of the processor's ladder is right and short; how fast it is, no test asks.</summary>
public sealed class SimdRungsTests
{
    private const int MostLines = 60;

    private static IEnumerable<TestCaseData> Rungs() => SimdRungs.All.Select((rung, i) => new TestCaseData(rung, i + 1).SetArgDisplayNames(rung.Title));

    [TestCaseSource(nameof(Rungs))]
    public void A_rung_computes_what_it_should(SimdRung rung, int number) => Assert.That(SimdRungs.Check(rung, samples: 2).IsRight);

    [TestCaseSource(nameof(Rungs))]
    public void A_rung_is_one_short_file_named_by_its_number(SimdRung rung, int number)
    {
        Assert.That(Path.GetFileName(rung.File), Does.StartWith($"{number:00}_"));
        Assert.That(File.ReadLines(rung.File).Count(), Is.AtMost(MostLines));
    }

    [Test]
    public void Threads_change_no_bit()
    {
        using var memory = new CountingDevice();
        var problem = new ConvolutionProblem(memory, ConvolutionRungs.Shape with { N = 5 });
        Segments.Rung.Forward(problem.Tensors);
        var alone = memory.Read(problem.Tensors.z);
        LessonMemory.Span(problem.Tensors.z).Clear();
        Threads.Rung.Forward(problem.Tensors);
        Assert.That(memory.Read(problem.Tensors.z), Is.EqualTo(alone));
    }

    [Test]
    public void The_ladder_tells_times_at_once()
    {
        var output = new StringWriter();
        new SimdRungs().ReportAll(new RungOptions(Card.All[0], "auto"), output);
        foreach (var rung in SimdRungs.All)
            Assert.That(output.ToString(), Does.Match($@"\| {rung.Title} \| [\d.]+ ms \| [\d.]+ GFLOP/s \| [\d.]+ \|"));
    }
}
