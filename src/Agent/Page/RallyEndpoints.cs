using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>Through time: the run's snapshots, <c>/api/snapshots</c>, and a few seconds of play as each of them sees it, <c>/api/rally</c>.</summary>
/// <param name="stage">What is shown.</param>
/// <param name="snapshots">The run's snapshots; null where no run is shown.</param>
public sealed class RallyEndpoints(IStage stage, Snapshots? snapshots) : IDisposable
{
    /// <summary>Steps of a rally: four seconds of a game at four frames a step.</summary>
    public const int Steps = 60;

    private readonly SemaphoreSlim judging = new(1);
    private PlayedStep[]? rally;
    private SnapshotJudge? judge;

    /// <summary>Adds them.</summary>
    public void Add(WebApplication application)
    {
        application.MapGet("/api/snapshots", () => Results.Json(
            List().Select(snapshot => new { step = snapshot.Step, file = Path.GetFileName(snapshot.File) }), PageJson.Options));
        application.MapGet("/api/rally", async (CancellationToken cancelled, int game = 0, int @new = 0) =>
        {
            if (List() is not { Count: > 0 } kept)
                throw new PageRefusal(StatusCodes.Status404NotFound, snapshots is null ? "No run is shown, so there are no snapshots." : "The run has no snapshots yet.");
            await judging.WaitAsync(cancelled);
            try
            {
                if (rally is null || @new != 0)
                    await Begin(game, cancelled);
                var values = await Task.Run(() => Judge(kept, cancelled), cancelled);
                return Results.Bytes(Message([.. values.Select(one => one.Step)], [.. values.SelectMany(one => one.Values)]), Agent.Message.ContentType);
            }
            finally
            {
                judging.Release();
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Who judges is told to stop, but may be in the middle of a snapshot.
        judging.Wait();
        judge?.Dispose();
        judging.Dispose();
    }

    private IReadOnlyList<Snapshot> List() => snapshots?.List() ?? [];

    private (long Step, float[] Values)[] Judge(IReadOnlyList<Snapshot> kept, CancellationToken cancelled)
    {
        List<(long, float[])> judged = [];
        foreach (var snapshot in kept)
        {
            cancelled.ThrowIfCancellationRequested();
            if (judge!.Values(snapshot) is { } values)
                judged.Add((snapshot.Step, values));
        }
        return [.. judged];
    }

    private async Task Begin(int game, CancellationToken cancelled)
    {
        var steps = await ShownSteps.Next(stage, game, Steps, cancelled);
        var network = await stage.Ask(access => access.Network);
        judge?.Dispose();
        judge = new(network, [.. steps.SelectMany(step => step.Stack)]);
        rally = steps;
    }

    private ReadOnlyMemory<byte> Message(long[] steps, float[] values)
    {
        var (screen, frames, actions) = (stage.Info.Screen, stage.Info.Frames!, stage.Info.Actions.Count);
        var newestFrame = (frames.C - 1) * frames.H * frames.W;
        return new Message().Begin()
            .Add<byte>("screens", [.. rally!.SelectMany(step => step.Screen)], Steps, screen.Height, screen.Width)
            .Add<byte>("frames", [.. rally!.SelectMany(step => step.Stack.AsSpan(newestFrame).ToArray())], Steps, frames.H, frames.W)
            .Add<float>("values", values, steps.Length, Steps, actions)
            .End(new { steps = Steps, snapshots = steps, actions = rally!.Select(step => step.Action), rewards = rally!.Select(step => step.Reward) });
    }
}
