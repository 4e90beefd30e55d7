using System.Runtime.InteropServices;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>States of a replay memory, laid out by what the network makes of them: alike states lie side by side.</summary>
/// <remarks>
/// A state's features are the activations of the last hidden layer (in a dueling head of both), what the action values are sums of. The map shows the two
/// directions in which the features differ most: <see cref="PrincipalComponents"/>.
/// </remarks>
public sealed class MemoryMap
{
    private readonly List<byte[]> states = [];
    private readonly List<float[]> values = [];
    private readonly List<Transition> transitions = [];
    private readonly List<float> features = []; // [N, hidden units]

    private MemoryMap()
    {
    }

    /// <summary>Frames of each state [C, H, W].</summary>
    public IReadOnlyList<byte[]> States => states;

    /// <summary>Of each state q(s, .) [A].</summary>
    public IReadOnlyList<float[]> Values => values;

    /// <summary>Of each state what was done.</summary>
    public IReadOnlyList<Transition> Transitions => transitions;

    /// <summary>Where each state lies.</summary>
    public PrincipalComponents Components { get; private set; } = new([], []);

    /// <summary>Makes one of states spread evenly over the memory, some at once: the games go on in between.</summary>
    /// <param name="stage">Whose memory it is.</param>
    /// <param name="probe">Looks at some states at once; it is used on the thread that plays.</param>
    /// <param name="points">States, at most; those that are no whole transitions are left out.</param>
    /// <param name="cancelled">Ends it.</param>
    public static async Task<MemoryMap> Make(IStage stage, Func<StageAccess, NetworkProbe> probe, int points, CancellationToken cancelled)
    {
        var map = new MemoryMap();
        for (int? next = 0; next is { } first; cancelled.ThrowIfCancellationRequested())
            next = await stage.Ask(access => map.Look(access, probe(access), first, points));
        if (map.states.Count > 0)
            map.Components = PrincipalComponents.Of(CollectionsMarshal.AsSpan(map.features), map.features.Count / map.states.Count);
        return map;
    }

    /// <summary>Takes the states from number <paramref name="next"/> on of the wanted ones.</summary>
    /// <returns>The number of the first that is left; null: none.</returns>
    private int? Look(StageAccess access, NetworkProbe probe, int next, int points)
    {
        var (replay, length, actions) = (access.Replay, access.Network.Frames.Length, access.Network.Actions);
        var batch = new byte[probe.N * length];
        var count = 0;
        points = (int)Math.Min(points, replay.StoredFrames);
        for (; next < points && count < probe.N; next++)
        {
            var slot = replay.StoredSlot(replay.StoredFrames * next / points);
            if (!replay.HoldsTransition(slot))
                continue;
            var state = batch.AsSpan(count++ * length, length);
            replay.CopyStack(slot, state);
            states.Add(state.ToArray());
            transitions.Add(replay[slot]);
        }
        if (count == 0)
            return null;
        probe.Look(batch, access.Player);
        var q = probe.Q();
        var hidden = HiddenLayers(probe.Layers).Select(layer => (Units: layer.Output.Length, Activations: probe.Output(layer.Index))).ToArray();
        for (var i = 0; i < count; i++)
        {
            values.Add(q[(i * actions)..((i + 1) * actions)]);
            foreach (var (units, activations) in hidden)
                features.AddRange(activations.AsSpan(i * units, units));
        }
        return next < points ? next : null;
    }

    /// <summary>The layers that the action values, or in a dueling head value and advantages, are made of.</summary>
    private static IEnumerable<ProbedLayer> HiddenLayers(IReadOnlyList<ProbedLayer> layers)
    {
        var last = layers[^1];
        if (last.Kind is LayerPartKind.Quantiles or LayerPartKind.Categories)
            last = layers[last.From[0]];
        var sums = last.Kind == LayerPartKind.Dueling ? last.From.Select(number => layers[number]) : [last];
        return sums.SelectMany(sum => sum.From).Select(number => layers[number]);
    }
}
