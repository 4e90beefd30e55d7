using System.Collections.Concurrent;

namespace DqnGpu.Agent;

/// <summary>Trainings that differ only by their seed: one after the other, or several side by side, each on a thread and a device of its own.</summary>
public static class SeedRuns
{
    /// <summary>Trains them all, unless the user stops it. One that diverges does not keep the others from going on.</summary>
    /// <param name="runs">The options of each.</param>
    /// <param name="sideBySide">How many at a time.</param>
    /// <param name="stop">Ends those that are under way and begins no more.</param>
    /// <param name="train">Trains one, tells of it on the writer, and returns a value of <see cref="ExitCode"/>.</param>
    /// <returns>A value of <see cref="ExitCode"/>.</returns>
    public static int Execute(IReadOnlyList<TrainingOptions> runs, int sideBySide, StopSignals stop, Func<TrainingOptions, TextWriter, int> train)
    {
        var left = new ConcurrentQueue<TrainingOptions>(runs);
        var codes = new ConcurrentQueue<int>();
        var failed = false;
        if (sideBySide == 1)
            Work();
        else
            Array.ForEach([.. Enumerable.Range(0, Math.Min(sideBySide, runs.Count)).Select(_ => Begin(Work))], thread => thread.Join());

        if (!left.IsEmpty)
            Console.WriteLine($"Not begun: seeds {string.Join(", ", left.Select(run => run.Seed))}. To begin them: --seed {left.Min(run => run.Seed)} --seeds {left.Count}");
        return stop.First is { } signal && !left.IsEmpty ? ExitCode.After(signal) : codes.Max();

        void Work()
        {
            while (!stop.Token.IsCancellationRequested && !Volatile.Read(ref failed) && left.TryDequeue(out var run))
                codes.Enqueue(Train(run));
        }

        int Train(TrainingOptions run)
        {
            var output = Console.Out;
            if (sideBySide == 1)
                output.WriteLine($"Seed {run.Seed}");
            else
                output = new LabelledWriter(output, $"seed {run.Seed}: ");
            try
            {
                return train(run, output);
            }
            catch (Exception exception)
            {
                if (exception is not DivergenceException)
                    Volatile.Write(ref failed, true);
                return Fault.Report(exception);
            }
        }
    }

    private static Thread Begin(Action work)
    {
        var thread = new Thread(() => work());
        thread.Start();
        return thread;
    }
}
