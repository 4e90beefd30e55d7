using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

[NonParallelizable]
public sealed class SeedRunsTests
{
    private static readonly TrainingOptions[] Five = [.. Enumerable.Range(1, 5).Select(seed => new TrainingOptions { Seed = seed })];

    private readonly ConcurrentQueue<long> begun = new();

    [SetUp]
    public void Forget() => begun.Clear();

    [Test]
    public void AllAreTrained([Values(1, 2, 9)] int sideBySide)
    {
        Assert.That(Execute(sideBySide, _ => ExitCode.Success), Is.EqualTo(ExitCode.Success));
        Assert.That(begun, Is.EquivalentTo(new[] { 1, 2, 3, 4, 5 }));
    }

    [Test]
    public void SideBySideTheyRunAtTheSameTime()
    {
        using var all = new Barrier(5);
        Assert.That(Execute(5, _ => all.SignalAndWait(TimeSpan.FromMinutes(1)) ? ExitCode.Success : ExitCode.Failure), Is.EqualTo(ExitCode.Success));
    }

    [Test]
    public void OneThatDivergesKeepsNoOtherFromGoingOn([Values(1, 2)] int sideBySide)
    {
        Assert.That(Execute(sideBySide, seed => seed == 2 ? throw new DivergenceException("It has diverged.") : ExitCode.Success), Is.EqualTo(ExitCode.Failure));
        Assert.That(begun, Is.EquivalentTo(new[] { 1, 2, 3, 4, 5 }));
    }

    [Test]
    public void WhatWouldFailAllIsNotTriedAgain()
    {
        Assert.That(Execute(1, _ => throw new OptionException("There is no such device.")), Is.EqualTo(ExitCode.Usage));
        Assert.That(begun, Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void StoppedNoneIsBegunAnyMore()
    {
        using var stop = new StopSignals();
        var code = Execute(1, seed =>
        {
            if (seed == 3)
                stop.Receive(PosixSignal.SIGTERM);
            return seed == 3 ? ExitCode.Terminated : ExitCode.Success;
        }, stop);
        Assert.That(code, Is.EqualTo(ExitCode.Terminated));
        Assert.That(begun, Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void LinesSayWhoseTheyAre()
    {
        using var lines = new StringWriter { NewLine = "\n" };
        var labelled = new LabelledWriter(lines, "seed 3: ");
        new ProgressLines(labelled).Show(_ => labelled.WriteLine($"step {7}"));
        labelled.WriteLine("done");
        Assert.That(lines.ToString(), Is.EqualTo("seed 3: step 7\nseed 3: done\n"));
    }

    private int Execute(int sideBySide, Func<long, int> train, StopSignals? stop = null)
    {
        using var none = new StopSignals();
        return SeedRuns.Execute(Five, sideBySide, stop ?? none, (run, _) =>
        {
            begun.Enqueue(run.Seed);
            return train(run.Seed);
        });
    }
}
