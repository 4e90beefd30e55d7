using System.Diagnostics;
using System.Numerics.Tensors;
using DqnGpu.Nn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>The network at work on the state that a game is in, <c>/api/network</c>, and where it looks there, <c>/api/saliency</c>.</summary>
/// <param name="stage">What is shown.</param>
public sealed class NetworkEndpoints(IStage stage) : IDisposable
{
    private readonly SemaphoreSlim perturbing = new(1);
    private NetworkProbe? probe;
    private PerturbationSaliency? perturbation;
    private DeadRelus? deadRelus;
    private float[] parameters = [];
    private float[] gradients = [];

    /// <summary>Adds them.</summary>
    public void Add(WebApplication application)
    {
        application.MapGet("/api/network", async (CancellationToken cancelled, int game = 0) =>
        {
            var step = await ShownSteps.Newest(stage, game, cancelled);
            var look = await stage.Ask(access => Look(access, step.Stack));
            var message = new Message().Begin();
            look.AddTo(message);
            return Results.Bytes(
                message.End(new { step = step.Number, action = step.Action, q = look.Q, value = look.Q.Max(), layers = look.Labels }), Message.ContentType);
        });
        application.MapGet("/api/saliency", async (CancellationToken cancelled, int game = 0, string by = "gradient") =>
        {
            var step = await ShownSteps.Newest(stage, game, cancelled);
            var begun = Stopwatch.GetTimestamp();
            var frames = stage.Info.Frames!;
            var message = new Message().Begin();
            message.Add<byte>("screen", step.Screen, stage.Info.Screen.Height, stage.Info.Screen.Width);
            message.Add<byte>("frames", step.Stack, frames.C, frames.H, frames.W);
            var value = by switch
            {
                "gradient" => await AddGradient(message, step),
                "perturbation" => await AddPerturbation(message, step, cancelled),
                _ => throw new PageRefusal(StatusCodes.Status400BadRequest, $"Where it looks is found by gradient or by perturbation, not by '{by}'."),
            };
            return Results.Bytes(
                message.End(new { step = step.Number, value, by, milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds }), Message.ContentType);
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        probe?.Dispose();
        perturbation?.Dispose();
        perturbing.Dispose();
    }

    /// <summary>Looks at the network in a state; on the thread that plays.</summary>
    private NetworkLook Look(StageAccess access, byte[] state)
    {
        probe ??= new(access.Device, access.Network);
        deadRelus ??= new(probe.Layers);
        probe.Look(state, access.Player);
        float[][] outputs = [.. probe.Layers.Select(layer => probe.Output(layer.Index))];
        deadRelus.Look(outputs);
        Array.Resize(ref parameters, access.Network.BufferLength);
        access.Player.CopyTo(parameters);
        if (access.Learner is { } learner)
        {
            Array.Resize(ref gradients, access.Network.BufferLength);
            learner.Gradients.Buffer.CopyTo(gradients);
        }
        return NetworkLook.Of(access.Network, state, outputs, parameters, gradients, deadRelus);
    }

    /// <summary>By the slope of the greatest action value: |dq / dx|, summed over the frames of the stack.</summary>
    private async Task<float> AddGradient(Message message, PlayedStep step)
    {
        var (value, gradient) = await stage.Ask(access =>
        {
            probe ??= new(access.Device, access.Network);
            probe.Look(step.Stack, access.Player);
            var q = probe.Q();
            var greedy = TensorPrimitives.IndexOfMax<float>(q);
            return (q[greedy], probe.FrameGradient([greedy]));
        });
        var frames = stage.Info.Frames!;
        var map = new float[frames.H * frames.W];
        for (var pixel = 0; pixel < map.Length; pixel++)
            map[pixel] = TensorPrimitives.SumOfMagnitudes<float>(gradient.AsSpan(pixel * frames.C, frames.C));
        message.Add<float>("map", map, frames.H, frames.W);
        return value;
    }

    private async Task<float> AddPerturbation(Message message, PlayedStep step, CancellationToken cancelled)
    {
        await perturbing.WaitAsync(cancelled);
        try
        {
            var value = await stage.Ask(access =>
            {
                perturbation ??= new(access.Device, access.Network);
                probe ??= new(access.Device, access.Network);
                probe.Look(step.Stack, access.Player);
                return probe.Q().Max();
            });
            perturbation!.Begin(step.Stack);
            while (!await stage.Ask(access => perturbation.Step(access.Player)))
                cancelled.ThrowIfCancellationRequested();
            message.Add("map", perturbation.Map, perturbation.Rows, perturbation.Columns);
            return value;
        }
        finally
        {
            perturbing.Release();
        }
    }
}
