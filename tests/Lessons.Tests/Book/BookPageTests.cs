using DqnGpu.Lessons.Book;

namespace DqnGpu.Lessons.Tests.Book;

public class BookPageTests
{
    [Test]
    public void ABlockBecomesItsRegion()
    {
        var root = Directory.CreateTempSubdirectory("dqngpu-book");
        try
        {
            File.WriteAllText(Path.Combine(root.FullName, "A.cs"), "#region a\nnew();\n#endregion\n");

            Assert.That(
                BookPage.Refreshed("Text.\n\n<!-- A.cs#a -->\n```csharp\nold();\n```\n\n```\nleft\n```\n", root.FullName),
                Is.EqualTo("Text.\n\n<!-- A.cs#a -->\n```csharp\nnew();\n```\n\n```\nleft\n```\n"));
            Assert.That(BookPage.Refreshed("<!-- A.cs#a -->\n```csharp\n```\n", root.FullName), Does.Contain("new();"), "from nothing, too");
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Test]
    public void ABlockBecomesWhatItsCommandPrints() =>
        Assert.That(
            BookPage.Refreshed("<!-- $ dotnet run --project lessons -- by-hand nudge -->\n```\n?\n```\n", ""),
            Does.Contain("\nw[0] = 1 ").And.Not.Contain("?"));

    [TestCase("src/Nowhere.cs#a", "no file src/Nowhere.cs")]
    [TestCase("$ dotnet run --project lessons -- nothing", "'nothing' is no word")]
    [TestCase("lessons/Program.cs#none", "lessons/Program.cs: There are 0 regions 'none'")]
    [TestCase("something", "neither")]
    public void ASourceThatIsNotThereIsNamed(string source, string message) =>
        Assert.That(
            () => BookPage.Refreshed($"<!-- {source} -->\n```\nold\n```\n", Repository.Root),
            Throws.ArgumentException.With.Message.Contains(message));

    private static readonly BookPart[] Parts = [.. BookCommand.Parts()];

    public static IEnumerable<string> Files => Parts.Select(part => Path.GetFileName(part.File));

    [TestCaseSource(nameof(Files))]
    public void EveryPageAndPictureOfTheBookSaysWhatItsSourcesSay(string file)
    {
        var part = Parts.Single(part => Path.GetFileName(part.File) == file);
        Assert.That(part.Found, Is.EqualTo(part.Made), "`dotnet run --project lessons -- book --update` writes it anew");
    }

    [TestCaseSource(nameof(Files))]
    public void AllCodeOfTheBookIsCompiled(string file) =>
        Assert.That(BookPage.UnmarkedCode(Parts.Single(part => Path.GetFileName(part.File) == file).Found), Is.Empty);

    // A formula that its page would show as text: GitHub takes a block of "math", and no dollars over lines.
    [TestCaseSource(nameof(Files))]
    public void FormulasAreWrittenAsGitHubDrawsThem(string file)
    {
        var text = Parts.Single(part => Path.GetFileName(part.File) == file).Found;
        Assert.That(text, Does.Not.Contain("$$"));
        foreach (var block in text.Split("```math\n").Skip(1))
        {
            var formula = block[..block.IndexOf("\n```", StringComparison.Ordinal)];
            Assert.That(formula.Count(letter => letter == '{'), Is.EqualTo(formula.Count(letter => letter == '}')), formula);
            Assert.That(formula, Does.Not.Contain("\n\n"));
        }
    }
}
