using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>The learners of the family that are measured: each with its own layers behind the small network's convolutions, for six actions (Pong's).</summary>
internal static class MeasuredLearner
{
    public static readonly string[] Names = ["dqn", "double-dueling-prioritized", "rainbow", "qr-dqn", "munchausen"];

    public static (Network Network, QLearnerOptions Options) Create(string name)
    {
        var plain = new AtariNetwork(NetworkKind.Patch);
        var options = new QLearnerOptions();
        var (network, learner) = name switch
        {
            "dqn" => (plain, options),
            "double-dueling-prioritized" => (
                plain with { Dueling = true }, options with { Objective = new DqnObjective(DoubleQ: true), UseImportanceWeights = true }),
            "rainbow" => (
                plain with { Dueling = true, Noisy = true, Support = new(51, -10, 10) },
                options with { Objective = new CategoricalObjective(DoubleQ: true), UseImportanceWeights = true }),
            "qr-dqn" => (plain with { Quantiles = 200 }, options with { Objective = new QuantileObjective() }),
            _ => (plain, options with { Objective = new MunchausenObjective(LossKind.MeanSquaredError, MunchausenSettings.Default) }),
        };
        return (network.Build(actions: 6), learner);
    }
}
