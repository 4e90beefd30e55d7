using System.CommandLine;

namespace DqnGpu.Agent;

/// <summary><c>plot RUN RUN</c>: the learning curves of several runs in one picture.</summary>
public static class PlotCommand
{
    private static readonly Argument<string[]> Runs = new("runs") { Description = "run folders", Arity = ArgumentArity.OneOrMore };
    private static readonly TextOption Output = new("--output", "file.png", "the picture [curves.png]");
    private static readonly TextOption Axis = new("--over", "axis", "what the curves are drawn over: steps or minutes [steps]");

    /// <summary>Makes <paramref name="command"/> the one that draws.</summary>
    public static void Build(Command command)
    {
        command.Arguments.Add(Runs);
        command.Options.Add(Output);
        command.Options.Add(Axis);
        command.SetAction(Execute);
    }

    private static int Execute(ParseResult parsed)
    {
        var picture = parsed.GetValue(Output) ?? "curves.png";
        if (!picture.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new OptionException($"--output writes PNG files; '{picture}' does not end in .png.");
        var axis = parsed.GetValue(Axis) switch
        {
            null or "steps" => CurveAxis.Steps,
            "minutes" => CurveAxis.Minutes,
            { } other => throw new OptionException($"--over takes steps or minutes, not '{other}'."),
        };
        var folders = parsed.GetRequiredValue(Runs).Select(RunFolder.Open).ToArray();
        if (folders.FirstOrDefault(folder => !File.Exists(folder.Progress)) is { } empty)
            throw new OptionException($"{empty.Root} has no progress.csv yet.");
        LearningCurve.DrawTogether(folders.Select(folder => (folder.Progress, Path.GetFileName(folder.Root))), axis, picture);
        Console.WriteLine($"Drawn: {picture}");
        return ExitCode.Success;
    }
}
