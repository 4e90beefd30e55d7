using System.CommandLine;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>play pong</c>: a person plays, on a page; where there is a trained agent, it may take over.</summary>
public sealed class PlayCommand
{
    private readonly Argument<string?> game = new("game") { Description = "game to play, or none with --rom", Arity = ArgumentArity.ZeroOrOne };
    private readonly TextOption rom = new("--rom", "file", "cartridge file, of any game; otherwise the ROM folder's, or the cartridge that comes with this program");
    private readonly TextOption agent = new("--agent", "file", "weights (.safetensors) or a run folder of an agent that may take over; otherwise those that come with this program, if any do");
    private readonly TextOption mode = new("--mode", "number", "game mode; otherwise the agent's, or the game's first");
    private readonly TextOption difficulty = new("--difficulty", "number", "difficulty switches; otherwise the agent's, or the game's");
    private readonly TextOption device = new("--device", "name", "where the agent computes: auto, cuda, opencl, simd or ilgpu-cpu [auto]");
    private readonly PageOptions page;

    /// <summary>Makes <paramref name="command"/> the one to play with.</summary>
    public PlayCommand(Command command)
    {
        command.Arguments.Add(game);
        foreach (var option in (Option[])[rom, agent, mode, difficulty, device])
            command.Options.Add(option);
        page = new(command, always: true);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var address = page.Read(parsed)!;
        var choice = CartridgeChoice.Of(parsed.GetValue(game), parsed.GetValue(rom));
        var trained = parsed.GetValue(agent) is { } path ? TrainedAgent.Load(path) : TrainedAgent.BundledOrNone(choice);
        TrainingOptions Adjust(TrainingOptions options) => options with
        {
            Threads = 0,
            Mode = (int?)mode.Whole(parsed, 0, ushort.MaxValue) ?? options.Mode,
            Difficulty = (int?)difficulty.Whole(parsed, 0, 3) ?? options.Difficulty,
        };
        var setup = trained?.Setup(choice, Adjust) ?? new(choice, Adjust(TrainingPresets.Fast));
        Console.WriteLine(choice);
        Console.WriteLine(trained is null ? "You play alone: there is no agent for this cartridge. --agent FILE names one." : $"Agent that may take over: {trained.File}");
        Console.WriteLine("The page is silent; videos have the sound.");
        using var stop = new StopSignals();
        if (trained is null)
        {
            using var server = GamePage.Serve(address, setup);
            page.Announce(parsed, server, PageOptions.PlayCard);
            Console.WriteLine("Ctrl+C ends it.");
            stop.Token.WaitHandle.WaitOne();
        }
        else
        {
            using var opened = DeviceChoice.Open(parsed.GetValue(device) ?? "auto", 0);
            using var stage = new AgentStage(setup, trained, opened, NetworkChooser.Epsilon, seed: 1);
            using var server = StagePage.Serve(address, stage, run: null);
            page.Announce(parsed, server, PageOptions.PlayCard);
            Console.WriteLine("Ctrl+C ends it.");
            stage.Run(stop.Token);
        }
        return ExitCode.Success;
    }
}
