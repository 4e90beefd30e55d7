using DqnGpu.Lessons.Ladder;
using DqnGpu.Lessons.Ladder.Conv;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Tests.Ladder.Conv;

/// <summary>What the ladder of the convolution is there to show.</summary>
public sealed class ConvolutionRungsTests
{
    [Test]
    public void Scattering_is_a_race_that_names_the_line_and_the_pixel()
    {
        var fault = InputScatter.Rung.Count().Fault!;
        Assert.That(fault.Kind, Is.EqualTo(FaultKind.Race));
        Assert.That(fault.Message, Does.Contain("06_InputScatter.cs, line").And.Contain("dx["));
        Assert.That(File.ReadLines(fault.Source.File).ElementAt(fault.Source.Line - 1), Does.Contain("a.dx[").And.Contain("+= sum"));
        Assert.That(File.ReadAllText(LadderPage.Path), Does.Contain($"06_InputScatter.cs, line {fault.Source.Line}, group 0, thread 0: {fault.What}"));
    }

    [Test]
    public void Sorting_pixels_by_phase_leaves_no_divergent_branch()
    {
        Assert.That(InputGather.Rung.Count().Counts!.DivergentShare, Is.Positive);
        Assert.That(InputPhases.Rung.Count().Counts!.DivergentShare, Is.Zero);
    }
}
