namespace DqnGpu.Agent.Tests;

/// <summary>A clock that goes on when it is told to.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long now = 1_000_000;

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => Volatile.Read(ref now);

    public void Pass(TimeSpan time) => Interlocked.Add(ref now, (long)(time.TotalSeconds * TimestampFrequency));
}
