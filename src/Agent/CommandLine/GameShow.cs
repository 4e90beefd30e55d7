namespace DqnGpu.Agent;

/// <summary>Where <c>watch</c> and <c>replay</c> show a game.</summary>
public static class GameShow
{
    /// <summary>In the terminal, as pictures where it can show them, otherwise in words.</summary>
    /// <param name="game">The game.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="stepsPerSecond">Steps shown in a second.</param>
    /// <param name="stop">Ends it early.</param>
    public static void InTerminal(IWatchedGame game, WatchLimits limits, double stepsPerSecond, CancellationToken stop)
    {
        if (!Terminal.CanShowPictures)
        {
            PlainViewer.Show(Console.Out, game, limits, stepsPerSecond, stop);
            return;
        }
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 18);
        var legend = Console.IsInputRedirected ? "Ctrl+C ends" : ViewerControls.Legend;
        new TerminalViewer(output, new(new Keyboard().Next), legend).Show(game, limits, stepsPerSecond, stop);
    }

    /// <summary>Every frame to whoever takes it.</summary>
    /// <param name="show">Takes a frame.</param>
    /// <param name="game">The game.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="stop">Ends it early.</param>
    public static void To(Action<Screen> show, IWatchedGame game, WatchLimits limits, CancellationToken stop)
    {
        game.FramePlayed = show;
        while (!limits.Reached(game) && !stop.IsCancellationRequested)
            game.Step();
    }
}
