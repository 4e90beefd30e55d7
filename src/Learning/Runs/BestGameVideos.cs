using System.Globalization;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>Videos of a training: the best game of each hour, and of what is left of the last one.</summary>
/// <remarks>
/// While the games are played only their actions are noted. What is to become a video is played once more, on a console of its own and by a thread of its
/// own, and encoded there: as MP4 where ffmpeg is installed, otherwise as GIF.
/// </remarks>
/// <param name="folder">Where to: <c>step-STEPS-score-SCORE.mp4</c>, with the agent steps at the game's end.</param>
/// <param name="setup">The game, as it is trained on.</param>
/// <param name="period">Training time between two videos; an hour, but for tests.</param>
public sealed class BestGameVideos(string folder, GameSetup setup, TimeSpan period) : ITrainingObserver
{
    private Trainer trainer = null!;
    private AtariVector games = null!;
    private GameRecording[] running = [];
    private GameRecording? best;
    private GameRecording spare = null!;
    private double? currentPeriod;
    private Task writing = Task.CompletedTask;
    private bool isFirstStep;

    /// <inheritdoc/>
    public void Begin(Trainer trainer, AtariVector games)
    {
        (this.trainer, this.games) = (trainer, games);
        running = [.. Enumerable.Range(0, games.Count).Select(e => new GameRecording(games[e]))];
        spare = new(games[0]);
        // A game that an earlier process began cannot be shown whole.
        isFirstStep = trainer.TotalSteps == 0;
    }

    /// <inheritdoc/>
    public void Iterated()
    {
        var actions = trainer.Choice.Actions;
        for (var e = 0; e < running.Length; e++)
        {
            var recording = running[e];
            var result = games.Result(e);
            if (recording.HasBegun)
                recording.Add(actions[e]);
            if (result.GameEnded && recording.HasBegun && !(best?.Score >= result.Score))
                TakeAsBest(e, result.Score);
            if (result.GameEnded || isFirstStep)
                running[e].Begin(games[e]);
        }
        isFirstStep = false;
    }

    /// <inheritdoc/>
    public void Report(in TrainingStatus status)
    {
        var now = Math.Floor(status.Elapsed / period);
        currentPeriod ??= now;
        if (now > currentPeriod && writing.IsCompleted)
        {
            currentPeriod = now;
            BeginToWrite();
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        Task.WaitAny(writing);
        BeginToWrite();
        Task.WaitAny(writing);
    }

    /// <summary>Throws what kept the last video from being written, until the next one is.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Check()
    {
        if (writing.Exception?.InnerException is { } fault)
            throw fault as IOException ?? new IOException(fault.Message, fault);
    }

    private void TakeAsBest(int e, double score)
    {
        var recording = running[e];
        recording.Finish(score, trainer.TotalSteps);
        running[e] = best ?? spare;
        best = recording;
    }

    private void BeginToWrite()
    {
        if (best is not { } game)
            return;
        best = null;
        spare = new(games[0]);
        writing = Task.Factory.StartNew(() => Write(game), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Write(GameRecording game)
    {
        var options = setup.Options;
        var console = PreprocessedEnvironment.Create(
            setup.Rom.Cartridge, setup.Rom.Game, options.ToPreprocessing(), seed: 0, options.Mode, options.Difficulty);
        var extension = Ffmpeg.IsInstalled ? "mp4" : "gif";
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"step-{game.FinishedAt:000000000}-score-{game.Score}.{extension}"));
        var screen = new Screen(console.Game);
        VideoFile.Write(file, screen, screen.Format.FramesPerSecond(), show => game.Replay(console, () =>
        {
            screen.TakeFrame(console.Game);
            show(screen);
        }));
    }
}
