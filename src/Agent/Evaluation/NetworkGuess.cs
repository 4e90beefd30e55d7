using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Finds out which network a weights file is of, by the names and shapes of its tensors: files of PyTorch say nothing else.</summary>
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
        foreach (var candidate in Candidates(tensors, prefix))
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
        from kind in (Func<int, int, Network>[])
            [Network.Article, Network.Nature, Network.Patch, Network.ArticleDueling, Network.NatureDueling, Network.PatchDueling]
        from stack in Enumerable.Range(1, TrainingOptions.LargestFrameStack)
        where Fits(tensors, prefix, kind(1, stack).Parameters[0])
        from actions in Enumerable.Range(1, MaxActions)
        select kind(actions, stack);

    private static string TensorsOf(SafeTensors file)
    {
        const int Most = 12;
        var all = file.Tensors.Select(tensor => tensor.ToString()).ToArray();
        return all.Length == 0 ? "no tensors" : $"{string.Join(", ", all.Take(Most))}{(all.Length > Most ? $" and {all.Length - Most} more" : "")}";
    }

    private static bool Fits(SafeTensors file, string prefix, ParameterTensor tensor) => file.Contains(prefix + tensor.Name, tensor.TorchShape);
}
