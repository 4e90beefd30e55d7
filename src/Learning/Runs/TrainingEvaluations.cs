using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>
/// The evaluations of a training: games on consoles of their own, at a fixed epsilon, while the training waits. They change nothing of it.
/// </summary>
/// <remarks>
/// Each plays the same games, with the same NOOPs and the same random numbers, so that only the agent differs; <c>evaluate</c> with the run's seed and a
/// snapshot of that step plays them too.
/// </remarks>
public sealed class TrainingEvaluations : IDisposable
{
    private readonly Trainer trainer;
    private readonly GameSetup setup;
    private readonly TrainingOptions options;
    private readonly AtariVector consoles;
    private readonly byte[] beginning;
    private readonly Screen[] screens;

    /// <summary>Allocates consoles.</summary>
    /// <param name="trainer">The training.</param>
    /// <param name="setup">Its game.</param>
    /// <param name="pool">The threads that step the consoles.</param>
    public TrainingEvaluations(Trainer trainer, GameSetup setup, WorkerPool pool)
    {
        this.trainer = trainer;
        this.setup = setup;
        options = setup.Options;
        consoles = setup.CreateEvaluationEnvironments(options.EvaluateGames, options.Seed, pool);
        beginning = new byte[consoles.StateSize];
        consoles.SaveState(beginning);
        screens = [.. Enumerable.Range(0, consoles.Count).Select(e => new Screen(consoles[e].Game))];
        BestGame = new(consoles[0].Game);
    }

    /// <summary>The console's picture shortly before the end of the best game of the last evaluation.</summary>
    public Screen BestGame { get; private set; }

    /// <summary>Plays the games of one evaluation.</summary>
    /// <param name="report">Is told after every step how many are finished.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Null when it was ended before all games were finished.</returns>
    public EvaluationResult? Play(Action<int> report, CancellationToken stop)
    {
        consoles.LoadState(beginning);
        using var evaluator = new Evaluator(
            trainer.Device, trainer.Learner.Network, trainer.Player, consoles, options.EvaluateGames, options.EvaluateEpsilon,
            Xoshiro256.StreamSeed((ulong)options.Seed, (ulong)RandomStream.Evaluation), setup.RepeatFirstFrame);
        var best = double.NegativeInfinity;
        while (!evaluator.Done)
        {
            if (stop.IsCancellationRequested)
                return null;
            // A game that ends begins anew within the step, so its last picture is the one before.
            for (var e = 0; e < consoles.Count; e++)
                screens[e].Take(consoles[e].Game);
            evaluator.Step();
            foreach (var e in evaluator.JustFinished)
            {
                if (consoles.Result(e).Score <= best)
                    continue;
                best = consoles.Result(e).Score;
                (BestGame, screens[e]) = (screens[e], BestGame);
            }
            report(evaluator.Result.Scores.Count);
        }
        return evaluator.Result;
    }

    /// <inheritdoc/>
    public void Dispose() => consoles.Dispose();
}
