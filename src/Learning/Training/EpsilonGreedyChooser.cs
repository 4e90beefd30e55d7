using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Chooses actions for E states, at random with probability epsilon. Its random numbers are drawn in a fixed order, whatever the network says.</summary>
/// <param name="actor">Chooses by the network.</param>
/// <param name="actionCount">A.</param>
/// <param name="seed">Seed of the random numbers.</param>
/// <param name="epsilonSpread">
/// alpha: state e is chosen for with epsilon^(1 + alpha e / (E - 1)), so that some games explore and others see far (Horgan et al. 2018, Ape-X: alpha = 7);
/// 0: all alike.
/// </param>
public sealed class EpsilonGreedyChooser(QActor actor, int actionCount, ulong seed, double epsilonSpread = 0)
{
    private readonly float[] epsilons = new float[actor.N];
    private readonly float[] uniforms = new float[actor.N];
    private readonly int[] randomActions = new int[actor.N];
    private readonly int[] actions = new int[actor.N];
    private readonly float[] maxQ = new float[actor.N];
    private Xoshiro256 random = new(seed);
    private bool hasLooked;
    private int noiseDraw;

    /// <summary>The random generator, for checkpoints.</summary>
    public ref Xoshiro256 Random => ref random;

    /// <summary>The actions chosen last [E].</summary>
    public ReadOnlySpan<int> Actions => actions;

    /// <summary>max over a of q(s, a) of the states chosen for last [E].</summary>
    public ReadOnlySpan<float> MaxQ => maxQ;

    /// <summary>q [E, A] of the states chosen for last; empty where the actor does not read them, or where no state was looked at.</summary>
    public ReadOnlySpan<float> Values => hasLooked ? actor.Values : default;

    /// <summary>True when the last action of game <paramref name="e"/> was drawn, not the network's.</summary>
    public bool WasRandom(int e) => uniforms[e] < epsilons[e];

    /// <summary>Chooses by the network [E] for given states [E, C, H, W], and waits for the choice.</summary>
    public ReadOnlySpan<int> Choose(DeviceBuffer<float> parameters, ReadOnlySpan<byte> stacks, double epsilon)
    {
        stacks.CopyTo(actor.States.Bytes);
        Begin(parameters, epsilon);
        return End();
    }

    /// <summary>Lets the device begin to choose for the states that the actor holds (<see cref="QActor.States"/>).</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="epsilon">Probability of a random action, 0..1.</param>
    public void Begin(DeviceBuffer<float> parameters, double epsilon)
    {
        Draw(epsilon);
        actor.Begin(parameters, epsilons, uniforms, randomActions, noiseDraw);
    }

    /// <summary>Waits for the choice [E].</summary>
    public ReadOnlySpan<int> End()
    {
        actor.End(actions, maxQ);
        hasLooked = true;
        return actions;
    }

    /// <summary>Chooses at random [E], without a look at the states.</summary>
    public ReadOnlySpan<int> ChooseAtRandom()
    {
        Draw(epsilon: 1);
        hasLooked = false;
        randomActions.CopyTo(actions, 0);
        return actions;
    }

    private void Draw(double epsilon)
    {
        for (var e = 0; e < actor.N; e++)
        {
            epsilons[e] = (float)Math.Pow(epsilon, 1 + epsilonSpread * e / Math.Max(1, actor.N - 1));
            uniforms[e] = random.NextSingle();
            randomActions[e] = (int)random.NextBelow(actionCount);
        }
        if (actor.ExploresByNoise)
            noiseDraw = (int)random.NextBelow(int.MaxValue);
    }
}
