using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>
/// A stage's network at play on a console that is not the stage's. It is shown states on the console's thread, and chooses on the thread that owns the
/// device, when that has time: until then its last action holds.
/// </summary>
/// <remarks>Of states that come faster than it chooses, it chooses for the newest.</remarks>
public sealed class NetworkHand
{
    private readonly IStage stage;
    private readonly NetworkChooser chooser;
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
    /// <param name="chooser">Chooses for it, and perhaps for others.</param>
    public NetworkHand(IStage stage, NetworkChooser chooser)
    {
        (this.stage, this.chooser) = (stage, chooser);
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
    public void Look(FrameStack state)
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
        var (choice, q) = chooser.Choose(access, looked);
        lock (gate)
        {
            // Taken anew meanwhile: this state is none of the present game.
            if (chosen >= state)
                return false;
            (chosen, action, values) = (state, choice, q);
        }
        return true;
    }
}
