using System.CommandLine;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>What <c>evaluate</c> and <c>watch</c> have in common: a game, weights, and how the game is played.</summary>
public sealed class GameOptions
{
    private readonly Argument<string> game = new("game") { Description = "game to play: pong, breakout, ALE/Pong-v5, ..." };
    private readonly TextOption weights = new("--weights", "file", "weights (.safetensors) or a run folder; otherwise those that come with this program");
    private readonly TextOption sticky = new("--sticky", "number", "probability that a frame repeats the last action; otherwise as in training");
    private readonly TextOption mode = new("--mode", "number", "game mode; otherwise as in training");
    private readonly TextOption difficulty = new("--difficulty", "number", "difficulty switches; otherwise as in training");
    private readonly TextOption threads = new("--threads", "number", "threads; 0: one for each core [0]");
    private readonly AgentOptions agentOptions;
    private readonly TextOption games;
    private readonly int defaultGames;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="defaultGames">Games played when nothing is said.</param>
    public GameOptions(Command command, int defaultGames)
    {
        this.defaultGames = defaultGames;
        games = new("--games", "number", $"games to play [{defaultGames}]", "--episodes");
        command.Arguments.Add(game);
        command.Options.Add(weights);
        agentOptions = new(command);
        foreach (var option in (Option[])[games, sticky, mode, difficulty, threads])
            command.Options.Add(option);
    }

    /// <summary>Finds game, cartridge and weights, and reads the numbers.</summary>
    /// <exception cref="OptionException">Something is not there or out of range.</exception>
    public (GameSetup Setup, TrainedAgent Agent, int Games, double Epsilon, long Seed, string Device, int Threads) Read(ParseResult parsed)
    {
        var id = parsed.GetRequiredValue(game);
        var gameCount = (int)(games.Whole(parsed, 1, 1_000_000) ?? defaultGames);
        var randomness = agentOptions.Epsilon(parsed);
        var seedNumber = agentOptions.Seed(parsed);
        var (definition, _) = GameId.Parse(id, TrainingPresets.Fast);
        var choice = new RomLibrary().Find(definition, agentOptions.Rom(parsed));
        var agent = parsed.GetValue(weights) is { } path ? TrainedAgent.Load(path) : TrainedAgent.Bundled(choice);
        var threadCount = (int)(threads.Whole(parsed, 0, 1024) ?? 0);
        var setup = agent.Setup(choice, learnt =>
        {
            learnt = GameId.Parse(id, learnt).Options;
            return learnt with
            {
                Threads = threadCount,
                Sticky = (float?)sticky.Real(parsed, 0, 1) ?? learnt.Sticky,
                Mode = (int?)mode.Whole(parsed, 0, ushort.MaxValue) ?? learnt.Mode,
                Difficulty = (int?)difficulty.Whole(parsed, 0, 3) ?? learnt.Difficulty,
            };
        });
        return (setup, agent, gameCount, randomness, seedNumber, agentOptions.Device(parsed), threadCount);
    }
}
