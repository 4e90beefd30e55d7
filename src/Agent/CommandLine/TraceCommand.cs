using System.CommandLine;
using System.Globalization;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>trace pong</c>: plays fixed actions and prints a line for each frame, to hold two emulators against each other.</summary>
public sealed class TraceCommand
{
    private readonly Argument<string?> name = new("game") { Description = "game, or none with --rom", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> rom = PlayOptions.Text("--rom", "file", "cartridge file; a known MD5 gets its game's rules, any other generic ones");
    private readonly Option<string?> game = PlayOptions.Text("--game", "name", "rules to apply to --rom, whatever its MD5");
    private readonly Option<string?> frames = PlayOptions.Text("--frames", "number", "steps to play [1000]");
    private readonly Option<string?> actions = PlayOptions.Text("--actions", "noop|minimal|legal|file", "what to play; a file holds action numbers 0..17 [minimal]");
    private readonly Option<string?> actionSeed = PlayOptions.Text("--action-seed", "number", "seed of the pseudo-random actions [1]");
    private readonly Option<string?> seed = PlayOptions.Text("--seed", "number", "seed of the sticky actions [0]");
    private readonly Option<string?> sticky = PlayOptions.Text("--sticky", "number", "probability that a frame repeats the last action [0]");
    private readonly Option<string?> skip = PlayOptions.Text("--skip", "number", "frames in a step [1]");
    private readonly Option<bool> average = new("--average") { Description = "blend each screen with the one before" };
    private readonly Option<string?> mode = PlayOptions.Text("--mode", "number", "game mode; otherwise the game's first");
    private readonly Option<string?> difficulty = PlayOptions.Text("--difficulty", "number", "difficulty switches");
    private readonly Option<string?> dumpFrames = PlayOptions.Text("--dump-frames", "60,600", "steps whose screens are written as PNG");

    /// <summary>Makes <paramref name="command"/> the one that traces.</summary>
    public TraceCommand(Command command)
    {
        command.Arguments.Add(name);
        foreach (var option in (Option[])[rom, game, frames, actions, actionSeed, seed, sticky, skip, average, mode, difficulty, dumpFrames])
            command.Options.Add(option);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var choice = Choose(parsed);
        Console.Error.WriteLine(choice);
        var trace = new GameTrace(choice.Cartridge, choice.Game, new GameTraceOptions
        {
            Frames = (int)PlayOptions.Number(parsed, frames, 1000, 0, int.MaxValue),
            Actions = parsed.GetValue(actions) ?? "minimal",
            ActionSeed = (ulong)PlayOptions.Number(parsed, actionSeed, 1, 0, 1L << 53),
            Seed = (uint)PlayOptions.Number(parsed, seed, 0, 0, uint.MaxValue),
            Sticky = (float)PlayOptions.Number(parsed, sticky, 0, 0, 1),
            FrameSkip = (int)PlayOptions.Number(parsed, skip, 1, 1, 1000),
            Average = parsed.GetValue(average),
            Mode = parsed.GetValue(mode) is null ? null : (int)PlayOptions.Number(parsed, mode, 0, 0, ushort.MaxValue),
            Difficulty = parsed.GetValue(difficulty) is null ? null : (int)PlayOptions.Number(parsed, difficulty, 0, 0, 3),
            DumpFrames = FramesToDump(parsed.GetValue(dumpFrames)),
        });
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
        trace.WriteTo(output);
        return ExitCode.Success;
    }

    private RomChoice Choose(ParseResult parsed)
    {
        var library = new RomLibrary();
        var rules = parsed.GetValue(game) ?? parsed.GetValue(name);
        return (rules, parsed.GetValue(rom)) switch
        {
            ({ } id, var file) => library.Find(GameId.Parse(id, TrainingPresets.Fast).Game, file),
            (null, { } file) => library.Identify(file),
            _ => throw new OptionException("Name a game, or a cartridge file with --rom."),
        };
    }

    private static int[] FramesToDump(string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word =>
            int.TryParse(word, CultureInfo.InvariantCulture, out var frame) && frame > 0
                ? frame
                : throw new OptionException($"--dump-frames takes step numbers separated by commas, not '{text}'.")),
    ];
}
