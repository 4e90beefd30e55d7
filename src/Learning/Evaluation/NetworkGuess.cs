using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>
/// Finds out which network a weights file is of: the one of its card's options, and where it has none, as files of PyTorch, by the names and shapes of its
/// tensors.
/// </summary>
public static class NetworkGuess
{
    private const int MaxActions = 18;

    /// <summary>The network of a file, and its parameters [<see cref="Network.BufferLength"/>].</summary>
    /// <param name="file">A safetensors file.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of none of the networks of this program.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static (Network Network, float[] Parameters, IReadOnlyDictionary<string, string> Metadata) Load(string file)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException($"There is no weights file '{file}'.");
        var tensors = SafeTensors.Read(file);
        var prefix = Weights.PrefixIn(tensors);
        var options = WeightsCard.From(tensors.Metadata, file)?.Options;
        foreach (var candidate in options is null ? Candidates(tensors, prefix) : Enumerable.Range(1, MaxActions).Select(options.ToNetwork))
        {
            if (!candidate.Parameters.All(tensor => Fits(tensors, prefix, tensor)))
                continue;
            var parameters = new float[candidate.BufferLength];
            Weights.Load(tensors, candidate, parameters);
            return (candidate, parameters, tensors.Metadata);
        }
        throw new InvalidDataException(
            $"'{file}' is of no network that this program knows (article, nature or patch, with or without dueling head, up to {MaxActions} actions and {TrainingOptions.LargestFrameStack} frames). It has {TensorsOf(tensors)}.");
    }

    // The first convolution tells kind and stack: only then is it worth trying each number of actions.
    private static IEnumerable<Network> Candidates(SafeTensors tensors, string prefix) =>
        from kind in Enum.GetValues<NetworkKind>()
        from dueling in (bool[])[false, true]
        let design = new AtariNetwork(kind) { Dueling = dueling }
        from stack in Enumerable.Range(1, TrainingOptions.LargestFrameStack)
        where Fits(tensors, prefix, design.Build(1, stack).Parameters[0])
        from actions in Enumerable.Range(1, MaxActions)
        select design.Build(actions, stack);

    private static string TensorsOf(SafeTensors file)
    {
        const int Most = 12;
        var all = file.Tensors.Select(tensor => tensor.ToString()).ToArray();
        return all.Length == 0 ? "no tensors" : $"{string.Join(", ", all.Take(Most))}{(all.Length > Most ? $" and {all.Length - Most} more" : "")}";
    }

    private static bool Fits(SafeTensors file, string prefix, ParameterTensor tensor) => file.Contains(prefix + tensor.Name, tensor.TorchShape);
}
