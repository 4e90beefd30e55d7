using System.CommandLine;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>page runs/pong-...</c>: what came of a run, on a page; its best agent plays.</summary>
public sealed class PageCommand
{
    private readonly Argument<string> run = new("run") { Description = "run folder" };
    private readonly TextOption rom = new("--rom", "file", "cartridge file; otherwise the ROM folder's, or the cartridge that comes with this program");
    private readonly TextOption device = new("--device", "name", "auto, cuda, opencl, simd or ilgpu-cpu [auto]");
    private readonly TextOption epsilon = new("--epsilon", "number", "probability of a random action [0.05]");
    private readonly TextOption seed = new("--seed", "number", "seed of no-op starts and random actions [1]");
    private readonly PageOptions page;

    /// <summary>Makes <paramref name="command"/> the one that shows runs.</summary>
    public PageCommand(Command command)
    {
        command.Arguments.Add(run);
        foreach (var option in (Option[])[rom, device, epsilon, seed])
            command.Options.Add(option);
        page = new(command, always: true);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var address = page.Read(parsed)!;
        using var folder = RunFolder.Open(parsed.GetRequiredValue(run));
        var agent = TrainedAgent.Load(folder.Root);
        var game = agent.Card?.Game ?? throw new OptionException($"{agent.File} does not say which game it plays.");
        var choice = new RomLibrary().Find(GameId.Parse(game, TrainingPresets.Fast).Game, parsed.GetValue(rom));
        var setup = agent.Setup(choice, learnt => learnt with { Threads = 0 });
        Console.WriteLine(setup.Rom);
        Console.WriteLine($"Weights: {agent.File}");
        using var stop = new StopSignals();
        using var opened = DeviceChoice.Open(parsed.GetValue(device) ?? "auto", 0);
        using var stage = new AgentStage(setup, agent, opened, epsilon.Real(parsed, 0, 1) ?? 0.05, seed.Whole(parsed, 0, long.MaxValue) ?? 1);
        using var server = page.Serve(parsed, address, stage, folder);
        Console.WriteLine("Ctrl+C ends it.");
        stage.Run(stop.Token);
        return ExitCode.Success;
    }
}
