using System.Diagnostics;
using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>Shows a game in the terminal, in its whole size, at a steady pace.</summary>
public static class TerminalViewer
{
    private const string EnterScreen = "\e[?1049h\e[?25l\e[2J";
    private const string LeaveScreen = "\e[0m\e[?25h\e[?1049l";

    /// <summary>Plays and shows games.</summary>
    /// <param name="game">The game.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="stepsPerSecond">Steps shown in a second.</param>
    /// <param name="stop">Ends it early.</param>
    public static void Show(AgentGame game, WatchLimits limits, double stepsPerSecond, CancellationToken stop)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 18);
        var picture = new HalfBlockPicture(HasTrueColour());
        output.Write(EnterScreen);
        try
        {
            var clock = Stopwatch.StartNew();
            for (var step = 1L; !limits.Reached(game) && !stop.IsCancellationRequested; step++)
            {
                game.Step();
                var (columns, rows) = Size();
                output.Write("\e[H");
                output.Write(picture.Draw(game.Screen, columns, rows - 1).Replace("\n", "\r\n"));
                output.Write(string.Create(
                    CultureInfo.InvariantCulture, $"\r\n game {Math.Min(game.Games + 1, limits.Games)} of {limits.Games}   score {game.Score}   value {game.Value:0.00}   Ctrl+C ends\e[K"));
                output.Flush();
                var due = TimeSpan.FromSeconds(step / stepsPerSecond);
                if (due > clock.Elapsed)
                    stop.WaitHandle.WaitOne(due - clock.Elapsed);
            }
        }
        finally
        {
            output.Write(LeaveScreen);
        }
    }

    // What terminals say of themselves; those that say nothing get 256 colours, which all have.
    private static bool HasTrueColour() =>
        Environment.GetEnvironmentVariable("COLORTERM") is "truecolor" or "24bit"
        || OperatingSystem.IsWindows()
        || (Environment.GetEnvironmentVariable("TERM") ?? "").Contains("direct", StringComparison.Ordinal);

    private static (int Columns, int Rows) Size()
    {
        try
        {
            return (Math.Max(20, Console.WindowWidth), Math.Max(10, Console.WindowHeight));
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }
}
