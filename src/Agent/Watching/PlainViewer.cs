using System.Diagnostics;

namespace DqnGpu.Agent;

/// <summary>Tells of a game in plain lines, one for each second of it: for terminals that show no pictures.</summary>
public static class PlainViewer
{
    /// <summary>Plays and tells of games.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="game">The game.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="stepsPerSecond">Steps played in a second.</param>
    /// <param name="stop">Ends it early.</param>
    public static void Show(TextWriter output, IWatchedGame game, WatchLimits limits, double stepsPerSecond, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        for (var step = 1L; !limits.Reached(game) && !stop.IsCancellationRequested; step++)
        {
            var before = Math.Floor(game.Played.TotalSeconds);
            game.Step();
            if (game.GameEnded || Math.Floor(game.Played.TotalSeconds) > before)
                output.WriteLine($@"{game.Played:h\:mm\:ss}   {GameLine.Of(game, limits)}{(game.GameEnded ? "   game over" : "")}");
            var due = TimeSpan.FromSeconds(step / stepsPerSecond);
            if (due > clock.Elapsed)
                stop.WaitHandle.WaitOne(due - clock.Elapsed);
        }
    }
}
