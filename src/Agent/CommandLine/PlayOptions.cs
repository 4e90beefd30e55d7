using System.CommandLine;
using System.Globalization;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>What <c>evaluate</c> and <c>watch</c> have in common: a game, weights, and how the game is played.</summary>
public sealed class PlayOptions
{
    private readonly Argument<string> game = new("game") { Description = "game to play: pong, breakout, ALE/Pong-v5, ..." };
    private readonly Option<string?> weights = Text("--weights", "file", "weights (.safetensors) or a run folder; otherwise those that come with this program");
    private readonly Option<string?> rom = Text("--rom", "file", "cartridge file; otherwise the ROM folder's, or the cartridge that comes with this program");
    private readonly Option<string?> sticky = Text("--sticky", "number", "probability that a frame repeats the last action; otherwise as in training");
    private readonly Option<string?> mode = Text("--mode", "number", "game mode; otherwise as in training");
    private readonly Option<string?> difficulty = Text("--difficulty", "number", "difficulty switches; otherwise as in training");
    private readonly Option<string?> device = Text("--device", "name", "auto, cuda, opencl, simd or ilgpu-cpu [auto]");
    private readonly Option<string?> threads = Text("--threads", "number", "threads; 0: one for each core [0]");
    private readonly Option<string?> epsilon = Text("--epsilon", "number", "probability of a random action [0.05]");
    private readonly Option<string?> seed = Text("--seed", "number", "seed of no-op starts and random actions [1]");
    private readonly Option<string?> episodes;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="defaultEpisodes">Games played when nothing is said.</param>
    public PlayOptions(Command command, int defaultEpisodes)
    {
        DefaultEpisodes = defaultEpisodes;
        episodes = Text("--episodes", "number", $"games to play [{defaultEpisodes}]");
        command.Arguments.Add(game);
        foreach (var option in (Option[])[weights, rom, episodes, epsilon, seed, sticky, mode, difficulty, device, threads])
            command.Options.Add(option);
    }

    private int DefaultEpisodes { get; }

    /// <summary>Finds game, cartridge and weights, and reads the numbers.</summary>
    /// <exception cref="OptionException">Something is not there or out of range.</exception>
    public (GameSetup Setup, TrainedAgent Agent, int Episodes, double Epsilon, long Seed, string Device, int Threads) Read(ParseResult parsed)
    {
        var id = parsed.GetRequiredValue(game);
        var (games, randomness, seedNumber) = (
            (int)Number(parsed, episodes, DefaultEpisodes, 1, 1_000_000), Number(parsed, epsilon, 0.05, 0, 1), (long)Number(parsed, seed, 1, 0, 1e15));
        var (definition, _) = GameId.Parse(id, TrainingPresets.Fast);
        var choice = new RomLibrary().Find(definition, parsed.GetValue(rom));
        var agent = parsed.GetValue(weights) is { } path ? TrainedAgent.Load(path) : TrainedAgent.Bundled(choice);
        var threadCount = (int)Number(parsed, threads, 0, 0, 1024);
        var setup = agent.Setup(choice, learnt => GameId.Parse(id, learnt).Options with
        {
            Threads = threadCount,
            Sticky = parsed.GetValue(sticky) is null ? GameId.Parse(id, learnt).Options.Sticky : (float)Number(parsed, sticky, 0, 0, 1),
            Mode = parsed.GetValue(mode) is null ? learnt.Mode : (int)Number(parsed, mode, 0, 0, ushort.MaxValue),
            Difficulty = parsed.GetValue(difficulty) is null ? learnt.Difficulty : (int)Number(parsed, difficulty, 0, 0, 3),
        });
        return (setup, agent, games, randomness, seedNumber, parsed.GetValue(device) ?? "auto", threadCount);
    }

    /// <summary>An option whose value is read as text, so that mistakes get a message of this program's.</summary>
    public static Option<string?> Text(string name, string value, string help) => new(name) { Description = help, HelpName = value };

    /// <summary>The number that a user gave for an option.</summary>
    /// <exception cref="OptionException">It is no number, or outside its range.</exception>
    public static double Number(ParseResult parsed, Option<string?> option, double otherwise, double min, double max)
    {
        if (parsed.GetValue(option) is not { } text)
            return otherwise;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw new OptionException($"{option.Name} takes a number, not '{text}'.");
        return number >= min && number <= max
            ? number
            : throw new OptionException($"{option.Name} takes a number of {OptionFlags.Show(min)} to {OptionFlags.Show(max)}, not {text}.");
    }
}
