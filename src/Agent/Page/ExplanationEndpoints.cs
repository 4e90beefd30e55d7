using DqnGpu.Kernels;
using DqnGpu.Nn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>
/// From a pixel to the code: <c>/api/hold</c> keeps a step of a game, and <c>/api/unit</c>, <c>/api/weight</c> and <c>/api/loss</c> tell how its numbers
/// came about.
/// </summary>
/// <param name="stage">What is shown.</param>
public sealed class ExplanationEndpoints(IStage stage) : IDisposable
{
    /// <summary>A held step takes four times the network's parameters: 20 to 30 MB.</summary>
    public const int MostHeld = 4;

    private readonly Queue<HeldTransition> held = new();
    private TransitionProbe? probe;
    private AdamProbe? adam;
    private int holds;

    /// <summary>Adds them.</summary>
    public void Add(WebApplication application)
    {
        application.MapGet("/api/hold", async (CancellationToken cancelled, int game = 0) => await Hold(game, cancelled));
        application.MapGet("/api/unit", (int hold, int layer, int row, int column, int channel) =>
            Json(() => Explained.Unit(Find(hold), layer, row, column, channel)));
        application.MapGet("/api/weight", async (int hold, int layer, int? index, int? bias) => await Weight(Find(hold), layer, index, bias));
        application.MapGet("/api/loss", (int hold) => Json(() => Explained.Loss(Find(hold), stage.Info.Actions)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        probe?.Dispose();
        adam?.Dispose();
    }

    private async Task<IResult> Hold(int game, CancellationToken cancelled)
    {
        var (step, next) = await ShownSteps.NewestTwo(stage, game, cancelled);
        var gamma = (float)stage.Setup.Options.Gamma;
        var kept = await stage.Ask(access =>
        {
            probe ??= new(access.Device, access.Network, access.Learner?.Options.Objective ?? Objective.Of(access.Network));
            var transition = probe.Compute(
                step.Stack, step.Action, step.Reward, step.Terminal ? 0 : gamma, next.Stack, access.Learner?.Online ?? access.Player,
                access.Learner?.Target ?? access.Player);
            return new HeldTransition(++holds, step.Number, transition, access.Device, access.Learner is { } learner ? AdamState.Of(learner) : null);
        });
        lock (held)
        {
            held.Enqueue(kept);
            if (held.Count > MostHeld)
                held.Dequeue();
        }
        var numbers = kept.Transition;
        var loss = LossExplanation.Of(numbers);
        var look = NetworkLook.Of(numbers.Network, numbers.Frames, numbers.Outputs, numbers.Parameters, numbers.Gradients);
        var message = new Message().Begin();
        look.AddTo(message);
        return Results.Bytes(
            message.End(new
            {
                hold = kept.Id,
                step = kept.Step,
                action = numbers.Action,
                q = look.Q,
                value = look.Q.Max(),
                layers = look.Labels,
                reward = numbers.Reward,
                terminal = step.Terminal,
                targetQ = loss.NextValue,
                target = loss.Target,
                error = loss.Error,
                loss = loss.Loss,
                dq = numbers.OutputGradients[^1],
            }),
            Message.ContentType);
    }

    private async Task<IResult> Weight(HeldTransition kept, int layer, int? index, int? bias)
    {
        var explanation = Refusing(() => bias is { } channel
            ? WeightExplanation.OfBias(kept.Transition, layer, channel)
            : WeightExplanation.OfWeight(kept.Transition, layer, index ?? throw new PageRefusal(StatusCodes.Status400BadRequest, "A weight's index or a bias is asked for.")));
        AdamStep? step = null;
        var gradient = kept.Adam?.SteppedBy(explanation, kept.Transition);
        if (kept.Adam is { } state && gradient is { } g && stage.Ended is null)
            step = await stage.Ask(access =>
            {
                adam ??= new(access.Device);
                var i = explanation.FlatIndex;
                return adam.Step(state.Settings, explanation.Value, g, state.M[i], state.V[i], state.Schedule);
            });
        return Json(() => Explained.Weight(kept, explanation, gradient, step));
    }

    private HeldTransition Find(int id)
    {
        lock (held)
            return held.FirstOrDefault(kept => kept.Id == id)
                ?? throw new PageRefusal(StatusCodes.Status404NotFound, $"Step {id} is not held any more; hold another.");
    }

    private static IResult Json(Func<object> explain) => Results.Json(Refusing(explain), PageJson.Options);

    /// <summary>What is not there is the client's mistake.</summary>
    private static T Refusing<T>(Func<T> explain)
    {
        try
        {
            return explain();
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new PageRefusal(StatusCodes.Status404NotFound, OneLine.Of(exception));
        }
        catch (NotSupportedException exception)
        {
            throw new PageRefusal(StatusCodes.Status404NotFound, exception.Message);
        }
    }
}
