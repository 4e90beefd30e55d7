using DqnGpu.Agent;
using DqnGpu.Benchmarks.Host;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>
/// What the host takes for one iteration of the trainer beside a GPU: games and device take no time, so what is left is
/// choosing, drawing, gathering and storing. An iteration is a step of every game and an update of 32 for every eight steps.
/// </summary>
internal sealed class HostFigures : IFigures
{
    /// <inheritdoc/>
    public string Title => "The host's share of an iteration beside a GPU";

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Measurement> report)
    {
        foreach (var (envs, place) in from envs in (int[])[8, 64, 256] from place in (ReplayPlace[])[ReplayPlace.Host, ReplayPlace.Device] select (envs, place))
        {
            var name = $"host/envs-{envs}/replay-on-{place.ToString().ToLowerInvariant()}";
            if (!isWanted(name))
                continue;
            var options = new TrainingOptions { Envs = envs, ReplayOn = place, Steps = long.MaxValue / 2, ReplayCapacity = 50_000, Prefill = 10_000, EpsilonSteps = 0 };
            using var device = new NullDevice();
            using var games = new StillGames(envs);
            using var trainer = new Trainer(device, games, Network.Article(games.ActionCount), options);
            // Until the replay memory is full and the rings go round.
            while (trainer.TotalSteps < 60_000)
                trainer.Iterate();
            report(new(name, Timing.Of(trainer.Iterate, synchronize: () => { })) { Items = envs, ItemUnit = "steps" });
        }
    }
}
