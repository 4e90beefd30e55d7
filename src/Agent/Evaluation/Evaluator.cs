using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Plays whole games with a network as it is and collects their scores.</summary>
public static class Evaluator
{
    /// <summary>Plays games side by side.</summary>
    /// <remarks>
    /// Each environment plays a fixed number of games: taking whichever games end first would favour short ones.
    /// </remarks>
    /// <param name="device">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameters [<see cref="Network.BufferLength"/>].</param>
    /// <param name="environments">The games; they are reset.</param>
    /// <param name="games">Games to play, at least 1.</param>
    /// <param name="epsilon">Probability of a random action.</param>
    /// <param name="seed">Seed of the random actions.</param>
    /// <param name="repeatFirstFrame">What stands before an episode's first frame in a state: itself, or black.</param>
    public static EvaluationResult Play(
        Device device, Network network, DeviceBuffer<float> parameters, IVectorEnvironment environments, int games, double epsilon, ulong seed,
        bool repeatFirstFrame = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(games);
        var count = environments.Count;
        using var play = new NetworkPlay(device, network, parameters, environments, seed, repeatFirstFrame);
        var played = new List<(double Score, int Frames)>();
        var left = new int[count];
        for (var e = 0; e < count; e++)
            left[e] = (games + count - 1 - e) / count;

        while (left.Any(games => games > 0))
        {
            play.Step(epsilon);
            for (var e = 0; e < count; e++)
            {
                var result = environments.Result(e);
                if (!result.GameEnded || left[e] == 0)
                    continue;
                left[e]--;
                played.Add((result.Score, result.Frames));
            }
        }
        return new([.. played.Select(game => game.Score)], [.. played.Select(game => game.Frames)]);
    }
}
