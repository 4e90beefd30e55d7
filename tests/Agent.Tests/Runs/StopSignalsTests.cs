using System.Runtime.InteropServices;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class StopSignalsTests
{
    [TestCase(PosixSignal.SIGINT, ExitCode.Interrupted)]
    [TestCase(PosixSignal.SIGTERM, ExitCode.Terminated)]
    public void TheFirstAsksAndTheSecondOfItsKindEnds(PosixSignal signal, int exitCode)
    {
        using var stop = new StopSignals();
        Assert.That(stop.Token.IsCancellationRequested, Is.False);
        Assert.That(stop.Receive(signal), Is.True);
        Assert.That(stop.Token.IsCancellationRequested);
        Assert.That(stop.ExitCode, Is.EqualTo(exitCode));
        Assert.That(stop.Receive(signal), Is.False);
        Assert.That(stop.ExitCode, Is.EqualTo(exitCode));
    }

    [Test]
    public void AClosedWindowMayBeToldAsOftenAsOneLikesAndHoldsTheProcessUntilAllIsWritten()
    {
        var stop = new StopSignals();
        var first = Task.Run(() => stop.Receive(PosixSignal.SIGHUP));
        stop.Token.WaitHandle.WaitOne();
        Assert.That(stop.Receive(PosixSignal.SIGHUP), Is.True);
        Assert.That(stop.Receive(PosixSignal.SIGTERM), Is.True, "who ends a session sends both");
        Assert.That(stop.ExitCode, Is.EqualTo(ExitCode.HungUp));
        Assert.That(first.Wait(TimeSpan.FromMilliseconds(200)), Is.False, "Windows ends the process when this returns");
        stop.Dispose();
        Assert.That(first.Result, Is.True);
    }
}
