using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Plays whole games side by side with a network as it is and collects their scores.</summary>
/// <remarks>Each environment plays a fixed number of games: taking whichever games end first would favour short ones.</remarks>
public sealed class Evaluator : IDisposable
{
    private readonly IVectorEnvironment environments;
    private readonly NetworkPlay play;
    private readonly double epsilon;
    private readonly int[] left;
    private readonly List<double> scores = [];
    private readonly List<int> frames = [];
    private readonly List<int> justFinished = [];

    /// <summary>Begins the games.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameters [<see cref="Network.BufferLength"/>]; the caller disposes them, later.</param>
    /// <param name="environments">The games; they are reset. The caller disposes them.</param>
    /// <param name="games">Games to play, at least 1.</param>
    /// <param name="epsilon">Probability of a random action.</param>
    /// <param name="seed">Seed of the random actions.</param>
    /// <param name="repeatFirstFrame">What stands before an episode's first frame in a state: itself, or black.</param>
    public Evaluator(
        Device device, Network network, DeviceBuffer<float> parameters, IVectorEnvironment environments, int games, double epsilon, ulong seed,
        bool repeatFirstFrame = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(games);
        this.environments = environments;
        this.epsilon = epsilon;
        Games = games;
        Result = new(scores, frames);
        var count = environments.Count;
        left = [.. Enumerable.Range(0, count).Select(e => (games + count - 1 - e) / count)];
        play = new(device, network, parameters, environments, seed, repeatFirstFrame);
    }

    /// <summary>Games to play.</summary>
    public int Games { get; }

    /// <summary>The games that are finished, in the order in which they ended; it grows.</summary>
    public EvaluationResult Result { get; }

    /// <summary>The environments in which the last step ended one of these games.</summary>
    public IReadOnlyList<int> JustFinished => justFinished;

    /// <summary>True when all games are finished.</summary>
    public bool Done => scores.Count == Games;

    /// <summary>One decision in every game.</summary>
    public void Step()
    {
        play.Step(epsilon);
        justFinished.Clear();
        for (var e = 0; e < environments.Count; e++)
        {
            var result = environments.Result(e);
            if (!result.GameEnded || left[e] == 0)
                continue;
            left[e]--;
            scores.Add(result.Score);
            frames.Add(result.Frames);
            justFinished.Add(e);
        }
    }

    /// <summary>Plays to the end.</summary>
    public EvaluationResult Play()
    {
        while (!Done)
            Step();
        return Result;
    }

    /// <inheritdoc/>
    public void Dispose() => play.Dispose();
}
