using System.CommandLine;
using DqnGpu.Lessons.Book.Pictures;

namespace DqnGpu.Lessons.Book;

/// <summary><c>book</c>: are the book's blocks and pictures what their sources say?</summary>
internal static class BookCommand
{
    public static void Build(Command command)
    {
        var update = new Option<bool>("--update") { Description = "Write them anew." };
        command.Options.Add(update);
        command.SetAction(parsed =>
        {
            var updates = parsed.GetValue(update);
            var stale = Parts().Where(part => part.Found != part.Made).ToList();
            foreach (var part in stale)
            {
                var file = Path.GetRelativePath(Repository.Root, part.File);
                parsed.InvocationConfiguration.Output.WriteLine(updates ? $"{file} is written anew" : $"{file} differs: --update writes it anew");
                if (updates)
                    File.WriteAllText(part.File, part.Made);
            }
            return stale.Count > 0 && !updates ? LessonsProgram.Failure : LessonsProgram.Success;
        });
    }

    /// <summary>Every page and picture: as it is, and as its sources make it.</summary>
    public static IEnumerable<BookPart> Parts()
    {
        foreach (var page in Directory.EnumerateFiles(Folder, "*.md").Order(StringComparer.Ordinal))
            yield return new(page, Text(page), BookPage.Refreshed(Text(page), Repository.Root));
        foreach (var (name, picture) in Pictures)
            yield return new(Path.Combine(Folder, "pictures", name), Text(Path.Combine(Folder, "pictures", name)), picture());
    }

    private static readonly (string Name, Func<string> Draw)[] Pictures =
    [
        ("by-hand.svg", ByHandPicture.Draw), ("tile.svg", TilePicture.Draw), ("patches.svg", PatchesPicture.Draw),
        ("phases.svg", PhasesPicture.Draw), ("update.svg", UpdatePicture.Draw),
    ];

    private static string Folder => Path.Combine(Repository.Root, "docs", "book");

    private static string Text(string file) => File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
}

/// <summary>A file of the book.</summary>
/// <param name="File">Its path.</param>
/// <param name="Found">What it holds; empty where it is missing.</param>
/// <param name="Made">What it should hold.</param>
internal sealed record BookPart(string File, string Found, string Made);
