using System.Diagnostics;
using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>What a training step does, one after the other.</summary>
public enum StepPart
{
    /// <summary>Stacks frames, runs the network and waits for its choice: on a GPU also for the updates queued before.</summary>
    Act,

    /// <summary>Waits for the games.</summary>
    Play,

    /// <summary>Fetches minibatches and makes the updates that are due; on a GPU only queues them.</summary>
    Learn,

    /// <summary>Stores the steps in the replay memory.</summary>
    Store,
}

/// <summary>Where the wall-clock time of a training goes: seconds spent in each <see cref="StepPart"/>.</summary>
/// <remarks>A part that overlaps with another (games beside updates on a GPU) counts only as long as the training waits for it.</remarks>
public sealed class StepTimes
{
    private readonly long[] ticks = new long[Enum.GetValues<StepPart>().Length];
    private long began = Stopwatch.GetTimestamp();

    /// <summary>What comes next is no part of a step before the next <see cref="End"/>.</summary>
    public void Begin() => began = Stopwatch.GetTimestamp();

    /// <summary>Counts the time since the last call for <paramref name="part"/>.</summary>
    public void End(StepPart part)
    {
        var now = Stopwatch.GetTimestamp();
        ticks[(int)part] += now - began;
        began = now;
    }

    /// <summary>Time spent in a part.</summary>
    public TimeSpan Of(StepPart part) => Stopwatch.GetElapsedTime(0, ticks[(int)part]);

    /// <summary>Shares of <paramref name="whole"/>, the rest as "other": progress, checkpoints, and what else the process does.</summary>
    public string Shares(TimeSpan whole)
    {
        var parts = Enum.GetValues<StepPart>();
        var other = whole - parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + Of(part));
        return string.Join(", ", parts.Select(part => Share(part.ToString().ToLowerInvariant(), Of(part))).Append(Share("other", other)));

        string Share(string name, TimeSpan time) =>
            string.Create(CultureInfo.InvariantCulture, $"{name} {(whole > TimeSpan.Zero ? 100 * Math.Max(0, time / whole) : 0):0} %");
    }
}
