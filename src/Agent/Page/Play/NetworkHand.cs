using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>
/// A stage's network at play on a console that is not the stage's. It is shown states on the console's thread, and chooses on the thread that owns the
/// device, when that has time: until then its last action holds.
/// </summary>
/// <remarks>Of states that come faster than it chooses, it chooses for the newest.</remarks>
public sealed class NetworkHand
{
    /// <summary>Probability of a random action, as in an evaluation: without any, some games come to a standstill.</summary>
    public const double Epsilon = 0.05;

    private readonly IStage stage;
    private readonly Lock gate = new();
    private readonly byte[] newest;
    private readonly byte[] looked; // on the device's thread alone
    private float[]? values;
    private long shown;
    private long chosen;
    private bool isAsking;
    private volatile int action;
    private volatile string? gone;

    /// <summary>A hand that holds NOOP.</summary>
    /// <param name="stage">Whose network it is.</param>
    public NetworkHand(IStage stage)
    {
        this.stage = stage;
        var frames = stage.Info.Frames!;
        newest = new byte[frames.C * frames.H * frames.W];
        looked = new byte[newest.Length];
    }

    /// <summary>The action that it chose last, an index into the game's set.</summary>
    public int Action => action;

    /// <summary>q of the state that it chose for last; null when there was none.</summary>
    public IReadOnlyList<float>? Values => Volatile.Read(ref values);

    /// <summary>It has chosen for the newest state that it was shown.</summary>
    public bool HasChosen
    {
        get
        {
            lock (gate)
                return chosen == shown;
        }
    }

    /// <summary>Why it plays no more; null while it does.</summary>
    public string? Gone => gone;

    /// <summary>Takes the controller and does this until it has chosen.</summary>
    public void Take(int firstAction)
    {
        lock (gate)
        {
            // A choice under way is for another state.
            chosen = ++shown;
            action = firstAction;
            values = null;
        }
    }

    /// <summary>Shows it a state.</summary>
    public void Look(Ale.FrameStack state)
    {
        lock (gate)
        {
            state.CopyTo(newest);
            shown++;
            if (isAsking)
                return;
            isAsking = true;
        }
        _ = Ask();
    }

    private async Task Ask()
    {
        try
        {
            do
                await stage.Ask(Choose);
            while (SeesMore());
        }
        catch (Exception exception)
        {
            gone = OneLine.Of(exception);
        }
    }

    private bool SeesMore()
    {
        lock (gate)
            return isAsking = chosen != shown;
    }

    private bool Choose(StageAccess access)
    {
        long state;
        lock (gate)
        {
            state = shown;
            newest.CopyTo(looked, 0);
        }
        var (choice, q) = access.Kept(device => new Chooser(device)).Choose(looked);
        lock (gate)
        {
            // Taken anew meanwhile: this state is none of the present game.
            if (chosen >= state)
                return false;
            (chosen, action, values) = (state, choice, q);
        }
        return true;
    }

    private sealed class Chooser : IDisposable
    {
        private readonly DeviceBuffer<float> player;
        private readonly QActor actor;
        private readonly EpsilonGreedyChooser chooser;

        public Chooser(StageAccess access)
        {
            player = access.Player;
            actor = new(access.Device, access.Network, 1, readsValues: true);
            chooser = new(actor, access.Network.Actions, (ulong)Random.Shared.NextInt64());
        }

        public (int Action, float[] Values) Choose(ReadOnlySpan<byte> state) => (chooser.Choose(player, state, Epsilon)[0], chooser.Values.ToArray());

        public void Dispose() => actor.Dispose();
    }
}
