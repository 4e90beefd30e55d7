using System.Diagnostics;
using DqnGpu.Nn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>A map of the states that are learnt from, <c>/api/memory</c>, and one state of it, <c>/api/memory/state</c>.</summary>
/// <param name="stage">What is shown.</param>
public sealed class MemoryEndpoints(IStage stage) : IDisposable
{
    private const int FewestPoints = 2;
    private const int MostPoints = 1_000;
    private const int StatesAtOnce = 32;

    /// <summary>Who asks for a map again gets the same one for so long: it takes the training's time.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim making = new(1);
    private NetworkProbe? probe;
    private volatile MemoryMap? map;
    private int wanted;
    private long made;

    /// <summary>Adds them.</summary>
    public void Add(WebApplication application)
    {
        application.MapGet("/api/memory", async (CancellationToken cancelled, int points = 600) => Send(await Map(points, cancelled)));
        application.MapGet("/api/memory/state", (int point) =>
        {
            var known = map ?? throw new PageRefusal(StatusCodes.Status404NotFound, "There is no map yet.");
            if (point < 0 || point >= known.States.Count)
                throw new PageRefusal(StatusCodes.Status404NotFound, $"There is no point {point}: they are 0..{known.States.Count - 1}.");
            var frames = stage.Info.Frames!;
            var (q, transition) = (known.Values[point], known.Transitions[point]);
            var message = new Message().Begin().Add<byte>("frames", known.States[point], frames.C, frames.H, frames.W);
            return Results.Bytes(
                message.End(new { point, value = q.Max(), q, action = transition.Action, reward = transition.Reward, terminal = transition.Discount == 0 }), Message.ContentType);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        probe?.Dispose();
        making.Dispose();
    }

    private async Task<MemoryMap> Map(int points, CancellationToken cancelled)
    {
        if (points is < FewestPoints or > MostPoints)
            throw new PageRefusal(StatusCodes.Status400BadRequest, $"A map has {FewestPoints} to {MostPoints} points, not {points}.");
        await making.WaitAsync(cancelled);
        try
        {
            if (map is { } known && wanted == points && Stopwatch.GetElapsedTime(made) < KeptFor)
                return known;
            var fresh = await MemoryMap.Make(stage, access => probe ??= new(access.Device, access.Network, StatesAtOnce), points, cancelled);
            if (fresh.States.Count < FewestPoints)
                throw new PageRefusal(StatusCodes.Status503ServiceUnavailable, "Too little has been played yet for a map.");
            (map, wanted, made) = (fresh, points, Stopwatch.GetTimestamp());
            return fresh;
        }
        finally
        {
            making.Release();
        }
    }

    private IResult Send(MemoryMap sent)
    {
        var n = sent.States.Count;
        var message = new Message().Begin();
        message.Add<float>("xy", sent.Components.Coordinates, n, 2);
        message.Add<float>("value", [.. sent.Values.Select(q => q.Max())], n);
        message.Add<int>("action", [.. sent.Transitions.Select(transition => transition.Action)], n);
        return Results.Bytes(
            message.End(new { points = n, from = stage.Info.Kind == "training" ? "replay memory" : "games played", explained = sent.Components.Explained }), Message.ContentType);
    }
}
