using System.CommandLine;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>page runs/pong-...</c>: what came of a run, on a page; its best agent plays.</summary>
public sealed class PageCommand
{
    private readonly Argument<string> run = new("run") { Description = "run folder" };
    private readonly AgentOptions agentOptions;
    private readonly PageOptions page;

    /// <summary>Makes <paramref name="command"/> the one that shows runs.</summary>
    public PageCommand(Command command)
    {
        command.Arguments.Add(run);
        agentOptions = new(command);
        page = new(command, always: true);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var address = page.Read(parsed)!;
        using var folder = RunFolder.Open(parsed.GetRequiredValue(run));
        var agent = TrainedAgent.Load(folder.Root);
        var game = agent.Card?.Game ?? throw new OptionException($"{agent.File} does not say which game it plays.");
        var choice = new RomLibrary().Find(GameId.Parse(game, TrainingPresets.Fast).Game, agentOptions.Rom(parsed));
        var setup = agent.Setup(choice, learnt => learnt with { Threads = 0 });
        Console.WriteLine(setup.Rom);
        Console.WriteLine($"Weights: {agent.File}");
        using var stop = new StopSignals();
        using var device = DeviceChoice.Open(agentOptions.Device(parsed), 0);
        using var stage = new AgentStage(setup, agent, device, agentOptions.Epsilon(parsed), agentOptions.Seed(parsed));
        using var server = page.Serve(parsed, address, stage, folder);
        Console.WriteLine("Ctrl+C ends it.");
        stage.Run(stop.Token);
        return ExitCode.Success;
    }
}
