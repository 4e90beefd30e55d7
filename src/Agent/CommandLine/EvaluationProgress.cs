using System.Globalization;
using Spectre.Console;

namespace DqnGpu.Agent;

/// <summary>A running evaluation as a user sees it: a line that stays in place in a terminal, one now and then in a pipe.</summary>
public static class EvaluationProgress
{
    private static readonly TimeSpan InTerminal = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan InPipe = TimeSpan.FromSeconds(3);

    /// <summary>Plays the games to their end, or until the user stops them.</summary>
    public static void Play(Evaluator evaluator, CancellationToken stop)
    {
        if (Terminal.CanMoveTheCursor)
            AnsiConsole.Live(new Text("")).AutoClear(true).Start(live => Play(evaluator, line => live.UpdateTarget(new Text(line)), InTerminal, stop));
        else
            Play(evaluator, Console.WriteLine, InPipe, stop);
    }

    private static void Play(Evaluator evaluator, Action<string> show, TimeSpan interval, CancellationToken stop)
    {
        var next = Environment.TickCount64 + (long)interval.TotalMilliseconds;
        while (!evaluator.Done && !stop.IsCancellationRequested)
        {
            evaluator.Step();
            if (Environment.TickCount64 < next)
                continue;
            show(Line(evaluator));
            next = Environment.TickCount64 + (long)interval.TotalMilliseconds;
        }
    }

    private static string Line(Evaluator evaluator) =>
        string.Create(CultureInfo.InvariantCulture, $"{evaluator.Result.Scores.Count}/{evaluator.Games} games  mean score {ProgressLines.Score(evaluator.Result.Mean)}");
}
