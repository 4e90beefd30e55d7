using System.CommandLine;
using DqnGpu.Lessons.Ladder;

namespace DqnGpu.Lessons.Drawing;

/// <summary><c>draw 3</c>, <c>draw conv 2</c>: a rung's requests as a picture. <c>draw all</c>: the pictures that docs/ladder.md shows.</summary>
internal static class DrawCommand
{
    /// <summary>Adds its words and what it does.</summary>
    public static void Build(Command command)
    {
        var words = new Argument<string[]>("rung") { Arity = ArgumentArity.OneOrMore, Description = "A number; a ladder's name and a number; or `all`: the pictures of docs/ladder.md." };
        var file = new Option<string?>("--output") { Description = "The file to write; else its name is made of the rung's." };
        command.Add(words);
        command.Add(file);
        command.SetAction(parsed =>
        {
            var rung = parsed.GetValue(words)!;
            if (rung is ["all"])
                foreach (var picture in LadderPictures.All)
                    Write(picture.File, picture.Draw(), parsed.InvocationConfiguration.Output);
            else
                Write(parsed.GetValue(file) ?? $"rung-{string.Join('-', rung)}.svg", Draw(rung), parsed.InvocationConfiguration.Output);
        });
    }

    private static string Draw(string[] words)
    {
        var (ladder, number) = LadderCommand.Parse(words);
        return ladder is KernelRungs kernels && kernels.All[number - 1] is { Fault: null } rung
            ? LadderPictures.Draw(rung)
            : throw new ArgumentException($"There is nothing to draw of {ladder.Name} {number}: only kernels that come to their end ask the machine in software for memory.");
    }

    private static void Write(string file, string picture, TextWriter output)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, picture);
        output.WriteLine($"written: {file}");
    }
}
