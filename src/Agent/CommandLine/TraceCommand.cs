using System.CommandLine;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>trace pong</c>: plays fixed actions and prints a line for each frame, to hold two emulators against each other.</summary>
public sealed class TraceCommand
{
    private readonly Argument<string?> name = new("game") { Description = "game, or none with --rom", Arity = ArgumentArity.ZeroOrOne };
    private readonly TextOption rom = new("--rom", "file", "cartridge file; a known MD5 gets its game's rules, any other generic ones");
    private readonly TextOption game = new("--game", "name", "rules to apply to --rom, whatever its MD5");
    private readonly TextOption frames = new("--frames", "number", "steps to play [1000]");
    private readonly TextOption actions = new("--actions", "noop|minimal|legal|file", "what to play; a file holds action numbers 0..17 [minimal]");
    private readonly TextOption actionSeed = new("--action-seed", "number", "seed of the pseudo-random actions [1]");
    private readonly TextOption seed = new("--seed", "number", "seed of the sticky actions [0]");
    private readonly TextOption sticky = new("--sticky", "number", "probability that a frame repeats the last action [0]");
    private readonly TextOption skip = new("--skip", "number", "frames in a step [1]");
    private readonly Option<bool> average = new("--average") { Description = "blend each screen with the one before" };
    private readonly Option<bool> sound = new("--sound") { Description = "a hash of the sound at the end of each line" };
    private readonly TextOption mode = new("--mode", "number", "game mode; otherwise the game's first");
    private readonly TextOption difficulty = new("--difficulty", "number", "difficulty switches");
    private readonly TextOption dumpFrames = new("--dump-frames", "60,600", "steps whose screens are written as PNG");

    /// <summary>Makes <paramref name="command"/> the one that traces.</summary>
    public TraceCommand(Command command)
    {
        command.Arguments.Add(name);
        foreach (var option in (Option[])[rom, game, frames, actions, actionSeed, seed, sticky, skip, average, sound, mode, difficulty, dumpFrames])
            command.Options.Add(option);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var options = new GameTraceOptions
        {
            Frames = (int)(frames.Whole(parsed, 0, int.MaxValue) ?? 1000),
            Actions = parsed.GetValue(actions) ?? "minimal",
            ActionSeed = (ulong)(actionSeed.Whole(parsed, 0, long.MaxValue) ?? 1),
            Seed = (uint)(seed.Whole(parsed, 0, uint.MaxValue) ?? 0),
            Sticky = (float)(sticky.Real(parsed, 0, 1) ?? 0),
            FrameSkip = (int)(skip.Whole(parsed, 1, 1000) ?? 1),
            Average = parsed.GetValue(average),
            Sound = parsed.GetValue(sound),
            Mode = (int?)mode.Whole(parsed, 0, ushort.MaxValue),
            Difficulty = (int?)difficulty.Whole(parsed, 0, 3),
            DumpFrames = FramesToDump(parsed.GetValue(dumpFrames)),
        };
        var choice = CartridgeChoice.Of(parsed.GetValue(game) ?? parsed.GetValue(name), parsed.GetValue(rom));
        Console.Error.WriteLine(choice);
        var trace = new GameTrace(choice.Cartridge, choice.Game, options);
        using var output = new StreamWriter(StandardOutput.Open(), bufferSize: 1 << 16);
        trace.WriteTo(output);
        return ExitCode.Success;
    }

    private int[] FramesToDump(string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word => (int)NumberText.Whole(dumpFrames.Name, word, 1, int.MaxValue)),
    ];
}
