using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>The steps of a stage's games, for requests that want to know more of one.</summary>
public static class ShownSteps
{
    // A training that fills its memory, or an agent that had paused because nobody looked, takes a moment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>The newest step of a game; waits until one is played.</summary>
    /// <exception cref="PageRefusal">There is no such game, or nothing is played.</exception>
    public static async Task<PlayedStep> Newest(IStage stage, int game, CancellationToken cancelled)
    {
        var recorder = Recorder(stage, game);
        var step = recorder.NewStep();
        await Until(stage, () => recorder.TryCopyNewest(step), cancelled);
        return step;
    }

    /// <summary>The newest step of a game, and the one behind it.</summary>
    /// <inheritdoc cref="Newest"/>
    public static async Task<(PlayedStep Step, PlayedStep Next)> NewestTwo(IStage stage, int game, CancellationToken cancelled)
    {
        var recorder = Recorder(stage, game);
        var (step, next) = (recorder.NewStep(), recorder.NewStep());
        await Until(stage, () => recorder.TryCopyNewestTwo(step, next), cancelled);
        return (step, next);
    }

    /// <summary>Steps of a game, one behind the other, that are played from now on.</summary>
    /// <inheritdoc cref="Newest"/>
    public static async Task<PlayedStep[]> Next(IStage stage, int game, int count, CancellationToken cancelled)
    {
        var recorder = Recorder(stage, game);
        var clip = recorder.BeginClip(recorder.BeginClip());
        var steps = new PlayedStep[count];
        for (var i = 0; i < count; i++)
        {
            steps[i] = recorder.NewStep();
            await Until(stage, () => recorder.TryCopy(clip, i, steps[i]) ?? throw new PageRefusal(StatusCodes.Status503ServiceUnavailable, "Too many look at this game."), cancelled);
        }
        return steps;
    }

    /// <summary>What is kept of a game.</summary>
    /// <exception cref="PageRefusal">There is no such game.</exception>
    public static GameRecorder Recorder(IStage stage, int game) => game >= 0 && game < stage.Info.Games
        ? stage.Recorder(game)
        : throw new PageRefusal(StatusCodes.Status404NotFound, $"There is no game {game}: they are 0..{stage.Info.Games - 1}.");

    private static async Task Until(IStage stage, Func<bool> isThere, CancellationToken cancelled)
    {
        for (var begun = Stopwatch.GetTimestamp(); !isThere(); await Task.Delay(Interval, cancelled))
            if (stage.Ended is { } reason)
                throw new PageRefusal(StatusCodes.Status409Conflict, reason);
            else if (Stopwatch.GetElapsedTime(begun) > Patience)
                throw new PageRefusal(StatusCodes.Status503ServiceUnavailable, stage.Paused ? "Nothing is played: it is paused." : "No step is played yet.");
    }
}
