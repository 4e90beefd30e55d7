using System.Diagnostics;

namespace DqnGpu.Agent;

/// <summary>When the next of things that come at a steady pace is due. Who is late makes up for a tenth of a second, never for more.</summary>
public struct SteadyPace
{
    private static readonly long MostMadeUpFor = Stopwatch.Frequency / 10;

    /// <summary>When the next one is due, of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long Due { get; private set; }

    /// <summary>Time has stood still: the next one is due now, and nothing is to be made up for.</summary>
    public void Restart() => Due = Stopwatch.GetTimestamp();

    /// <summary>The one that was due is done.</summary>
    /// <param name="perSecond">How many come in a second; infinite: as many as can.</param>
    /// <returns><see cref="Due"/> of the next.</returns>
    public long Next(double perSecond) => Due = Math.Max(Due, Stopwatch.GetTimestamp() - MostMadeUpFor) + (long)(Stopwatch.Frequency / perSecond);
}
