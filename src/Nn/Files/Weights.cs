using System.Text.RegularExpressions;

namespace DqnGpu.Nn;

/// <summary>A network's parameters as a file that the article's PyTorch class loads: its names, its layouts.</summary>
/// <remarks>
/// The PyTorch class is an <c>nn.Sequential</c> named <c>layers</c> in a module whose <c>forward</c> divides the frames by 255:
/// <code>
/// self.layers = nn.Sequential(nn.Conv2d(4, 16, 8, 4), nn.ReLU(), nn.Conv2d(16, 32, 4, 2), nn.ReLU(), nn.Flatten(),
///                             nn.Linear(2592, 512), nn.ReLU(), nn.Linear(512, actions))
/// model.load_state_dict(safetensors.torch.load_file("pong.safetensors"))
/// </code>
/// </remarks>
public static partial class Weights
{
    /// <summary>Writes parameters, atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">Names and shapes.</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <param name="metadata">Free text that goes with them: the game, the step, the score.</param>
    public static void Save(
        string path, Network network, ReadOnlySpan<float> parameters, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafeTensors.Write(path, ToTensors(network, parameters), metadata);

    /// <summary>Reads parameters.</summary>
    /// <param name="path">The file: one of <see cref="Save"/>, or of PyTorch.</param>
    /// <param name="network">Names and shapes that are expected.</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>]; overwritten.</param>
    /// <returns>The file's metadata.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A tensor is missing, unexpected, or of another type or shape; the message names it.</exception>
    public static IReadOnlyDictionary<string, string> Load(string path, Network network, Span<float> parameters)
    {
        var file = SafeTensors.Read(path);
        Load(file, network, parameters);
        return file.Metadata;
    }

    /// <summary>Takes parameters from a file that has been read.</summary>
    /// <inheritdoc cref="Load(string, Network, Span{float})"/>
    public static void Load(SafeTensors file, Network network, Span<float> parameters) => FromTensors(file, network, parameters, PrefixIn(file));

    /// <summary>
    /// What stands in front of the parameters' names: nothing; or what PyTorch puts there around a model, <c>module.</c> (DataParallel) and
    /// <c>_orig_mod.</c> (torch.compile).
    /// </summary>
    /// <exception cref="InvalidDataException">There are several such models, and none without a prefix.</exception>
    public static string PrefixIn(SafeTensors file)
    {
        var prefixes = file.Names.Select(name => PrefixedName().Match(name)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().ToArray();
        return prefixes.Length == 0 || prefixes.Contains("") ? ""
            : prefixes.Length == 1 ? prefixes[0]
            : throw new InvalidDataException($"'{file.Path}' holds several networks, behind {string.Join(" and ", prefixes)}; one is expected.");
    }

    /// <summary>A flat buffer as tensors in PyTorch's layout, their names behind <paramref name="prefix"/>.</summary>
    internal static List<SafeTensor> ToTensors(Network network, ReadOnlySpan<float> flat, string prefix = "")
    {
        CheckLength(network, flat.Length);
        var tensors = new List<SafeTensor>();
        foreach (var tensor in network.Parameters)
        {
            var torch = new float[tensor.Length];
            tensor.ToTorch(flat.Slice(tensor.Offset, tensor.Length), torch);
            tensors.Add(SafeTensor.Create<float>(prefix + tensor.Name, tensor.TorchShape, torch));
        }

        return tensors;
    }

    /// <summary>Fills a flat buffer from tensors in PyTorch's layout.</summary>
    internal static void FromTensors(SafeTensors file, Network network, Span<float> flat, string prefix = "")
    {
        CheckLength(network, flat.Length);
        var expected = network.Parameters.Select(tensor => prefix + tensor.Name).ToHashSet();
        // Other tensors harm nobody; but weights of one more layer would be left out.
        if (file.Names.FirstOrDefault(name => name.StartsWith(prefix + "layers.", StringComparison.Ordinal) && IsParameter(name) && !expected.Contains(name)) is { } other)
            throw new InvalidDataException(
                $"'{file.Path}' is of another network: its tensor '{other}' has no place here. Expected are: {string.Join(", ", expected)}.");
        flat.Clear();
        foreach (var tensor in network.Parameters)
            tensor.FromTorch(file.Floats(prefix + tensor.Name, tensor.TorchShape), flat.Slice(tensor.Offset, tensor.Length));
    }

    private static bool IsParameter(string name) => name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal);

    [GeneratedRegex(@"^((?:module\.|_orig_mod\.)*)layers\.")]
    private static partial Regex PrefixedName();

    private static void CheckLength(Network network, int length)
    {
        if (length != network.BufferLength)
            throw new ArgumentException($"The parameters of this network take {network.BufferLength} floats, but the span has {length}.");
    }
}
