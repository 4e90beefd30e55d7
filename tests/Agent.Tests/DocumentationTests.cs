using System.Text.RegularExpressions;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>What the documentation names exists.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Folders = ["src", "samples", "lessons", "tests", "tools", "benchmarks", "docs"];

    private static string Root => RepositoryRoot.Folder;

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(new[] { "README.md", "CONTRIBUTING.md" }.Select(page => Path.Combine(Root, page)))
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "src"), "README.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, file));

    [TestCaseSource(nameof(Pages))]
    public void EveryFileThatAPageNamesExists(string page)
    {
        var sources = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(Path.GetFileName).ToHashSet();
        var text = File.ReadAllText(Path.Combine(Root, page));
        var missing = Code().Matches(text).SelectMany(code => code.Groups[1].Value.Split(' ')).Where(word => !Exists(word.TrimEnd(',', ';'))).ToList();
        Assert.That(missing, Is.Empty, $"{page} names files that do not exist.");

        bool Exists(string word) =>
            word.Contains('<') || (Folders.Contains(word.Split('/')[0]) && word.Contains('/')
                ? File.Exists(Path.Combine(Root, word)) || Directory.Exists(Path.Combine(Root, word)) || MatchesSomething(word)
                : !word.EndsWith(".cs", StringComparison.Ordinal) || sources.Contains(Path.GetFileName(word)));
    }

    [TestCaseSource(nameof(Pages))]
    public void EveryLinkWithinTheRepositoryLeadsToAFile(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, page))!;
        var missing = Link().Matches(File.ReadAllText(Path.Combine(Root, page))).Select(link => link.Groups[1].Value)
            .Where(target => !target.StartsWith("http", StringComparison.Ordinal) && !Path.Exists(Path.Combine(folder, target))).ToList();
        Assert.That(missing, Is.Empty, $"{page} links to files that do not exist.");
    }

    private static bool MatchesSomething(string pattern) =>
        pattern.Contains('*') && Directory.EnumerateFiles(Path.Combine(Root, Path.GetDirectoryName(pattern)!), Path.GetFileName(pattern)).Any();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)#\s]+)")]
    private static partial Regex Link();
}
