using System.CommandLine;
using System.Globalization;
using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary><c>evaluate pong</c>: plays games with trained weights and tells their scores.</summary>
public sealed class EvaluateCommand
{
    private const int GamesAtOnce = 8;

    private readonly PlayOptions play;
    private readonly TextOption publish = new("--publish", "folder", "also copy the weights there under the name by which they are found, with a card of this evaluation");

    /// <summary>Makes <paramref name="command"/> the one that evaluates.</summary>
    public EvaluateCommand(Command command)
    {
        play = new(command, defaultGames: 100);
        command.Options.Add(publish);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var (setup, agent, games, epsilon, seed, deviceName, threads) = play.Read(parsed);
        Console.WriteLine(setup.Rom);
        Console.WriteLine($"Weights: {agent.File}");
        using var device = DeviceChoice.Open(deviceName, threads);
        using var environments = setup.CreateEnvironments(Math.Min(GamesAtOnce, games), seed, RandomStream.Evaluation);
        using var parameters = device.Allocate<float>(agent.Network.BufferLength);
        parameters.CopyFrom(agent.Parameters);
        var result = Evaluator.Play(
            device, agent.Network, parameters, environments, games, epsilon, Xoshiro256.StreamSeed((ulong)seed, (ulong)RandomStream.Evaluation),
            setup.RepeatFirstFrame);
        Console.WriteLine(Describe(result, epsilon));
        if (parsed.GetValue(publish) is { } folder)
            Console.WriteLine($"Published: {PublishedWeights.Publish(folder, setup, agent, result, epsilon)}");
        return ExitCode.Success;
    }

    private static string Describe(EvaluationResult result, double epsilon) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Scores.Count} games at epsilon {epsilon}: mean {result.Mean:0.00}  deviation {result.Deviation:0.00}  median {result.Median:0.##}  min {result.Scores.Min():0.##}  max {result.Scores.Max():0.##}");
}
