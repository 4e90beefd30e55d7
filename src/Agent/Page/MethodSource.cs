using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace DqnGpu.Agent;

/// <summary>Where a method is written, and its text: what the portable PDB beside its assembly says, with the sources that it holds.</summary>
/// <param name="Name">Type and method: <c>SimdAdam.StepCore</c>.</param>
/// <param name="File">Path from the repository's root, <c>src/Kernels/Simd/SimdAdam.cs</c>; null: there is no PDB.</param>
/// <param name="Line">First line, counted from 1; null: there is no PDB.</param>
/// <param name="Text">Its lines from <paramref name="Line"/> on; null: the PDB holds no sources.</param>
public sealed record MethodSource(string Name, string? File, int? Line, IReadOnlyList<string>? Text)
{
    /// <summary>Lines above the body in which a signature is looked for.</summary>
    private const int LongestSignature = 12;

    /// <summary>The kind of a document's embedded source: Portable PDB format, "Embedded Source".</summary>
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    /// <summary>Finds a method's source.</summary>
    public static MethodSource Of(MethodInfo method)
    {
        var name = NameOf(method);
        if (FindBody(method) is not { } body)
            return new(name, null, null, null);
        var path = body.Path.Replace('\\', '/');
        var root = path.LastIndexOf("/src/", StringComparison.Ordinal);
        var file = root < 0 ? Path.GetFileName(path) : path[(root + 1)..];
        if (body.Lines is not { } lines)
            return new(name, file, body.First, null);
        var first = SignatureLine(lines, body.First, method.Name);
        var indent = lines[first - 1].Length - lines[first - 1].TrimStart().Length;
        return new(
            name, file, first, [.. lines[(first - 1)..Math.Min(body.Last, lines.Length)].Select(line => line[Math.Min(indent, line.Length - line.TrimStart().Length)..])]);
    }

    private static string NameOf(MethodInfo method)
    {
        var name = method.Name;
        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType)
            name = $"{type.Name.Split('`')[0]}.{name}";
        return name;
    }

    /// <summary>The file and its lines, and the first and last line of the statements.</summary>
    private static (string Path, string[]? Lines, int First, int Last)? FindBody(MethodInfo method)
    {
        var pdb = Path.ChangeExtension(method.Module.Assembly.Location, ".pdb");
        if (!System.IO.File.Exists(pdb))
            return null;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(System.IO.File.OpenRead(pdb));
        var reader = provider.GetMetadataReader();
        var information = reader.GetMethodDebugInformation(((MethodDefinitionHandle)MetadataTokens.Handle(method.MetadataToken)).ToDebugInformationHandle());
        var points = information.GetSequencePoints().Where(point => !point.IsHidden).ToArray();
        if (points is [])
            return null;
        var document = points[0].Document;
        return (
            reader.GetString(reader.GetDocument(document).Name), EmbeddedLines(reader, document), points.Min(point => point.StartLine),
            points.Max(point => point.EndLine));
    }

    /// <summary>The lines of a source that the PDB holds: behind its length, deflated; where the length is 0, as it is.</summary>
    private static string[]? EmbeddedLines(MetadataReader reader, DocumentHandle document)
    {
        foreach (var handle in reader.GetCustomDebugInformation(document))
        {
            var information = reader.GetCustomDebugInformation(handle);
            if (reader.GetGuid(information.Kind) != EmbeddedSource)
                continue;
            var bytes = reader.GetBlobBytes(information.Value);
            var content = new MemoryStream(bytes, sizeof(int), bytes.Length - sizeof(int));
            using var text = new StreamReader(BitConverter.ToInt32(bytes) == 0 ? content : new DeflateStream(content, CompressionMode.Decompress));
            return text.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
        }
        return null;
    }

    /// <summary>The line on which the signature of a body begins; the body's own where none is found.</summary>
    private static int SignatureLine(string[] lines, int body, string method)
    {
        for (var line = body; line > Math.Max(0, body - LongestSignature); line--)
            if (line <= lines.Length && (lines[line - 1].Contains($" {method}(", StringComparison.Ordinal) || lines[line - 1].Contains($" {method}<", StringComparison.Ordinal)))
                return line;
        return body;
    }
}
