using System.Runtime.InteropServices;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class StopSignalsTests
{
    [Test]
    public void TheFirstAsksAndTheSecondOfItsKindEnds([Values(PosixSignal.SIGINT, PosixSignal.SIGTERM)] PosixSignal signal)
    {
        using var stop = new StopSignals();
        Assert.That(stop.Token.IsCancellationRequested, Is.False);
        Assert.That(stop.Receive(signal), Is.True);
        Assert.That(stop.Token.IsCancellationRequested);
        Assert.That(stop.Receive(signal), Is.False);
        Assert.That(stop.First, Is.EqualTo(signal));
    }

    [Test]
    public void AClosedWindowMayBeToldAsOftenAsOneLikesAndHoldsTheProcessUntilAllIsWritten()
    {
        var stop = new StopSignals();
        var first = Task.Run(() => stop.Receive(PosixSignal.SIGHUP));
        stop.Token.WaitHandle.WaitOne();
        Assert.That(stop.Receive(PosixSignal.SIGHUP), Is.True);
        Assert.That(stop.Receive(PosixSignal.SIGTERM), Is.True, "who ends a session sends both");
        Assert.That(stop.First, Is.EqualTo(PosixSignal.SIGHUP));
        Assert.That(first.Wait(TimeSpan.FromMilliseconds(200)), Is.False, "Windows ends the process when this returns");
        stop.Dispose();
        Assert.That(first.Result, Is.True);
    }
}
