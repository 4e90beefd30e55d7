using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>Stores what steps of all environments gave: in the replay memory, and in its mirror where there is one.</summary>
/// <remarks>
/// First the books, environment by environment, because their order decides what is drawn; then the frames, in any order, by all threads.
/// </remarks>
public sealed class ReplayWriter
{
    private const int FramesPerTask = 8;

    private readonly IVectorEnvironment environments;
    private readonly ReplayMemory replay;
    private readonly FrameMirror? mirror;
    private readonly WorkRound copying;
    private readonly NewFrame[] newFrames;
    private int count;

    /// <summary>Connects environments to a replay memory.</summary>
    /// <param name="environments">Whose steps are stored.</param>
    /// <param name="replay">The memory.</param>
    /// <param name="mirror">Its mirror on the device; null: there is none.</param>
    /// <param name="pool">The threads that copy frames.</param>
    public ReplayWriter(IVectorEnvironment environments, ReplayMemory replay, FrameMirror? mirror, WorkerPool pool)
    {
        this.environments = environments;
        this.replay = replay;
        this.mirror = mirror;
        copying = pool.CreateRound(CopySome);
        newFrames = new NewFrame[2 * environments.Count];
    }

    /// <summary>Stores the first frame of every environment's episode.</summary>
    public void BeginEpisodes()
    {
        Begin();
        for (var e = 0; e < environments.Count; e++)
            Add(new(e, replay.Begin(e), IsFirst: true));
        CopyFrames();
    }

    /// <summary>Stores the last step.</summary>
    /// <param name="actions">[E], what was played.</param>
    public void Append(ReadOnlySpan<int> actions)
    {
        Begin();
        for (var e = 0; e < environments.Count; e++)
        {
            var result = environments.Result(e);
            Add(new(e, replay.Append(e, actions[e], result.Reward, result.Terminal, result.Truncated), IsFirst: false));
            if (result.EpisodeEnded)
                Add(new(e, replay.Begin(e), IsFirst: true));
        }
        CopyFrames();
    }

    private void Begin()
    {
        count = 0;
        mirror?.Begin();
    }

    private void Add(NewFrame frame)
    {
        newFrames[count++] = frame;
        mirror?.Add(frame.Slot);
    }

    private void CopyFrames()
    {
        copying.Run((count + FramesPerTask - 1) / FramesPerTask);
        mirror?.Store();
    }

    private void CopySome(int task)
    {
        for (var i = task * FramesPerTask; i < Math.Min(count, (task + 1) * FramesPerTask); i++)
            CopyFrame(i);
    }

    /// <remarks>The i-th new frame is row i of the mirror's staging buffer.</remarks>
    private void CopyFrame(int i)
    {
        var (environment, slot, isFirst) = newFrames[i];
        var frame = isFirst ? environments.Frame(environment) : environments.FinalFrame(environment);
        frame.CopyTo(replay.Frame(slot));
        if (mirror is not null)
            frame.CopyTo(mirror.Row(i));
    }

    /// <summary>A frame to copy.</summary>
    /// <param name="Environment">Whose it is.</param>
    /// <param name="Slot">Where it goes.</param>
    /// <param name="IsFirst">It begins an episode; otherwise it is what a step led to.</param>
    private readonly record struct NewFrame(int Environment, long Slot, bool IsFirst);
}
