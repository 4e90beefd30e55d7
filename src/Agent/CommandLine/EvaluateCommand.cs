using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary><c>evaluate pong</c>: plays games with trained weights and tells their scores.</summary>
public sealed class EvaluateCommand
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    private readonly GameOptions play;
    private readonly TextOption csv = new("--csv", "file", "write a table there, with a line for each game: its score and frames");
    private readonly TextOption json = new("--json", "file", "write a summary there");
    private readonly TextOption publish = new("--publish", "folder", "also copy the weights there under the name by which they are found, with a card of this evaluation");

    /// <summary>Makes <paramref name="command"/> the one that evaluates.</summary>
    public EvaluateCommand(Command command)
    {
        play = new(command, defaultGames: 100);
        foreach (var option in (Option[])[csv, json, publish])
            command.Options.Add(option);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var (setup, agent, games, epsilon, seed, deviceName, threads) = play.Read(parsed);
        Console.WriteLine(setup.Rom);
        Console.WriteLine($"Weights: {agent.File}");
        using var stop = new StopSignals();
        using var device = DeviceChoice.Open(deviceName, threads);
        using var environments = setup.CreateEvaluationEnvironments(games, seed);
        using var parameters = device.Allocate<float>(agent.Network.BufferLength);
        parameters.CopyFrom(agent.Parameters);
        using var evaluator = new Evaluator(
            device, agent.Network, parameters, environments, games, epsilon, Xoshiro256.StreamSeed((ulong)seed, (ulong)RandomStream.Evaluation),
            setup.RepeatFirstFrame);
        EvaluationProgress.Play(evaluator, stop.Token);

        var result = evaluator.Result;
        if (!evaluator.Done)
            Console.WriteLine($"Stopped after {result.Scores.Count} of {games} games.");
        if (result.Scores.Count > 0)
            Console.WriteLine(Describe(result, epsilon));
        if (parsed.GetValue(csv) is { } table)
            AtomicFile.WriteText(table, Table(result));
        if (parsed.GetValue(json) is { } summary)
            AtomicFile.WriteText(summary, Summary(setup, agent, result, games, epsilon, seed));
        if (!evaluator.Done)
            return ExitCode.After(stop.First!.Value);
        if (parsed.GetValue(publish) is { } folder)
            Console.WriteLine($"Published: {PublishedWeights.Publish(folder, setup, agent, result, epsilon)}");
        return ExitCode.Success;
    }

    private static string Describe(EvaluationResult result, double epsilon) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Scores.Count} games at epsilon {epsilon}: mean {result.Mean:0.00}  deviation {result.Deviation:0.00}  median {result.Median:0.##}  min {result.Min:0.##}  max {result.Max:0.##}");

    private static string Table(EvaluationResult result) => string.Concat(result.Scores
        .Select((score, game) => string.Create(CultureInfo.InvariantCulture, $"{game + 1},{score},{result.Frames[game]}\n"))
        .Prepend("game,score,frames\n"));

    private static string Summary(GameSetup setup, TrainedAgent agent, EvaluationResult result, int games, double epsilon, long seed) => new JsonObject
    {
        ["game"] = setup.Rom.Game.Name,
        ["cartridgeMd5"] = setup.Rom.Cartridge.Md5,
        ["weights"] = agent.File,
        ["seed"] = seed,
        ["gamesAskedFor"] = games,
        ["evaluation"] = result.ToJson(epsilon),
    }.ToJsonString(Format) + "\n";
}
