namespace DqnGpu.Agent.Tests;

/// <summary>What a replay memory must hold, told by the plainest means: the whole history of one environment, nothing ever overwritten.</summary>
internal sealed class ReplayModel(ReplayShape shape)
{
    private readonly List<Entry> history = [];

    public int Count => history.Count;

    public void Begin(byte[] frame) => history.Add(new() { Frame = frame, EpisodeStart = history.Count });

    public void Append(int action, float reward, bool terminal, bool truncated, byte[] next)
    {
        var last = history[^1];
        (last.Action, last.Reward, last.Terminal, last.Truncated) = (action, reward, terminal, truncated);
        history.Add(new() { Frame = next, EpisodeStart = last.EpisodeStart, IsLastFrame = terminal || truncated });
    }

    public bool HoldsTransition(int i)
    {
        var oldest = Math.Max(0, history.Count - (int)shape.RingLength);
        return !history[i].IsLastFrame
            && i + shape.NStep < history.Count
            && Math.Max(history[i].EpisodeStart, i - shape.StackSize + 1) >= oldest;
    }

    public byte[] Stack(int i) =>
    [
        .. Enumerable.Range(0, shape.StackSize).Select(k => i - shape.StackSize + 1 + k).SelectMany(j =>
            j >= history[i].EpisodeStart ? history[j].Frame
            : shape.RepeatFirstFrame ? history[history[i].EpisodeStart].Frame
            : new byte[shape.FrameLength]),
    ];

    public (int Action, double Reward, double Discount, int Next) Transition(int i)
    {
        var (reward, m) = (0.0, 0);
        while (m < shape.NStep)
        {
            reward += Math.Pow(shape.Gamma, m) * history[i + m].Reward;
            m++;
            if (history[i + m - 1].Terminal)
                return (history[i].Action, reward, 0, i + m);
            if (history[i + m - 1].Truncated)
                break;
        }
        return (history[i].Action, reward, Math.Pow(shape.Gamma, m), i + m);
    }

    private sealed class Entry
    {
        public required byte[] Frame;
        public required int EpisodeStart;
        public int Action;
        public float Reward;
        public bool Terminal;
        public bool Truncated;
        public bool IsLastFrame;
    }
}
