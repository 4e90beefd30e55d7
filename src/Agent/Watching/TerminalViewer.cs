using System.Diagnostics;
using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>Shows a game in the terminal, in its whole size, at a steady pace, and obeys keys.</summary>
/// <param name="output">The terminal.</param>
/// <param name="controls">The keys.</param>
/// <param name="legend">What the last line says of the keys.</param>
public sealed class TerminalViewer(TextWriter output, ViewerControls controls, string legend)
{
    private static readonly TimeSpan PictureInterval = TimeSpan.FromSeconds(1.0 / 60);
    private static readonly TimeSpan KeysAreReadEvery = TimeSpan.FromMilliseconds(30);
    // Nobody would notice that the terminal is gone but by writing to it.
    private static readonly TimeSpan PausedPictureEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostCaughtUp = TimeSpan.FromMilliseconds(100);

    private readonly HalfBlockPicture picture = new(Terminal.HasTrueColour);

    /// <summary>Plays and shows games.</summary>
    /// <param name="game">The game.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="stepsPerSecond">Steps shown in a second, at speed 1.</param>
    /// <param name="stop">Ends it early.</param>
    public void Show(IWatchedGame game, WatchLimits limits, double stepsPerSecond, CancellationToken stop)
    {
        using var screen = new AlternateScreen(output);
        var clock = Stopwatch.StartNew();
        var (due, lastPicture) = (TimeSpan.Zero, TimeSpan.MinValue / 2);
        while (!limits.Reached(game) && !stop.IsCancellationRequested)
        {
            var pressed = controls.Read();
            if (controls.Quit)
                return;
            var now = clock.Elapsed;
            var interval = TimeSpan.FromSeconds(1 / (stepsPerSecond * controls.Speed));
            // A faster pace need not wait for the end of the slower one's step.
            due = pressed && now + interval < due ? now + interval : due;
            if (controls.TakeNextGame())
                game.GiveUp();
            else if (controls.Paused ? controls.TakeOneStep() : now >= due)
            {
                game.Step();
                due = (now - due > MostCaughtUp ? now : due) + interval;
            }
            else if (!pressed)
            {
                var wait = controls.Paused || due - now > KeysAreReadEvery ? KeysAreReadEvery : due - now;
                stop.WaitHandle.WaitOne(wait);
                if (now < lastPicture + PausedPictureEvery)
                    continue;
            }
            if (now < lastPicture + PictureInterval && !controls.Paused && !pressed)
                continue;
            Draw(game, limits);
            lastPicture = now;
        }
    }

    private void Draw(IWatchedGame game, WatchLimits limits)
    {
        var (columns, rows) = Terminal.Size;
        var pace = controls.Paused ? "paused" : double.IsInfinity(controls.Speed) ? "as fast as it goes" : string.Create(CultureInfo.InvariantCulture, $"{controls.Speed}x");
        var line = $" {GameLine.Of(game, limits)}   {pace}  {legend}";
        output.Write("\e[H");
        output.Write(picture.Draw(game.Screen, columns, rows - 1).Replace("\n", "\r\n"));
        // A longer line would go on in the next one, and push the picture up.
        output.Write($"\r\n{line[..Math.Min(line.Length, columns - 1)]}\e[K\e[J");
        output.Flush();
    }
}
