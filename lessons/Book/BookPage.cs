using System.Text.RegularExpressions;

namespace DqnGpu.Lessons.Book;

/// <summary>A page of the book, whose blocks come from compiled sources and from what commands print.</summary>
/// <remarks>
/// A block stands behind a comment that says where it comes from: <c>&lt;!-- src/Nn/QLearner.cs#update --&gt;</c>, a region;
/// <c>&lt;!-- lessons/Ladder/01_Naive.cs --&gt;</c>, all that stands in a file's namespace; or <c>&lt;!-- $ dotnet run --project lessons -- by-hand --&gt;</c>,
/// what a command prints.
/// </remarks>
internal static partial class BookPage
{
    private const string CommandStart = "$ dotnet run --project lessons -- ";

    /// <summary>The page with each block as its source gives it now.</summary>
    /// <param name="text">The page.</param>
    /// <param name="root">The repository.</param>
    /// <exception cref="ArgumentException">A comment names a file, region or command that does not exist; the message names it.</exception>
    public static string Refreshed(string text, string root) =>
        MarkedBlock().Replace(text, block => $"{block.Groups["head"].Value}\n{Content(block.Groups["source"].Value, root)}\n```");

    /// <summary>What stands behind the fence of each block of C# that no source is named for.</summary>
    public static IEnumerable<string> UnmarkedCode(string text) =>
        Code().Matches(MarkedBlock().Replace(text, "")).Select(block => block.Groups[1].Value);

    private static string Content(string source, string root)
    {
        if (source.StartsWith(CommandStart, StringComparison.Ordinal))
            return Printed(source[CommandStart.Length..].Split(' '), source);
        var path = source.Split('#')[0];
        if (!path.EndsWith(".cs", StringComparison.Ordinal))
            throw new ArgumentException($"'{source}' is neither a source, FILE.cs or FILE.cs#REGION, nor a command of the lessons.");
        if (!File.Exists(Path.Combine(root, path)))
            throw new ArgumentException($"'{source}': there is no file {path}.");
        try
        {
            var text = File.ReadAllText(Path.Combine(root, path));
            return path == source ? SourceRegion.OfNamespace(text) : SourceRegion.Of(text, source[(path.Length + 1)..]);
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"{path}: {error.Message}", error);
        }
    }

    private static string Printed(string[] args, string command)
    {
        var output = new StringWriter();
        if (LessonsProgram.Run(args, output, output) != 0)
            throw new ArgumentException($"'{command}' fails: {output.ToString().Trim()}");
        return output.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }

    [GeneratedRegex(@"^(?<head><!-- (?<source>[^\n]+) -->\n```\w*)\n(?:.*?\n)??```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex MarkedBlock();

    [GeneratedRegex(@"^```csharp\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
