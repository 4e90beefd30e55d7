using System.CommandLine;
using DqnGpu.Ale;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary><c>onnx pong --out pong.onnx</c>: writes trained weights with their network as a file that other programs run.</summary>
public sealed class OnnxCommand
{
    private const string Extension = ".onnx";

    private readonly Argument<string?> game = new("game")
    {
        Description = "game whose actions the outputs are; otherwise the one that the weights have learnt",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly TextOption weights = new("--weights", "file", "weights (.safetensors) or a run folder; otherwise those that come with this program for the game");
    private readonly TextOption rom = new("--rom", "file", "cartridge file: which of those weights");
    private readonly TextOption output = new("--out", "file.onnx", "the file to write");

    /// <summary>Makes <paramref name="command"/> the one that writes ONNX files.</summary>
    public OnnxCommand(Command command)
    {
        command.Arguments.Add(game);
        foreach (var option in (Option[])[weights, rom, output])
            command.Options.Add(option);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var named = parsed.GetValue(game) is { } id ? GameId.Parse(id, TrainingPresets.Fast).Game : null;
        var agent = (parsed.GetValue(weights), named) switch
        {
            ({ } path, _) => TrainedAgent.Load(path),
            (null, { } bundled) => TrainedAgent.Bundled(new RomLibrary().Find(bundled, parsed.GetValue(rom))),
            _ => throw new OptionException("Name the weights: --weights FILE, or a game whose weights come with this program."),
        };
        var file = OutputFile(parsed.GetValue(output));
        var learnt = named ?? (agent.Card is { } card ? GameId.Parse(card.Game, TrainingPresets.Fast).Game : null);
        var actions = learnt is null ? null : string.Join(',', agent.Actions(learnt, agent.Options).Select(action => action.AleName()));
        var metadata = agent.Card?.ToMetadata() ?? [];
        if (learnt is not null)
            (metadata[WeightsCard.GameKey], metadata["actions"]) = (learnt.Name, actions!);

        AtomicFile.Write(file, stream => OnnxFile.Write(stream, agent.Network, agent.Parameters, metadata));
        Console.WriteLine($"Weights: {agent.File}");
        Console.WriteLine($"Network: {agent.Network}");
        Console.WriteLine($"Actions: {actions ?? "not named, for the weights do not say which game they have learnt; name it"}");
        Console.WriteLine($"Written: {file}");
        return ExitCode.Success;
    }

    private string OutputFile(string? file)
    {
        if (file is null)
            throw new OptionException($"Name the file to write: {output.Name} FILE{Extension}.");
        if (!file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
            throw new OptionException($"{output.Name} writes ONNX files; '{file}' does not end in {Extension}.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Directory.Exists(folder) ? file : throw new OptionException($"There is no folder '{folder}' for {output.Name} {file}.");
    }
}
