using System.CommandLine;

namespace DqnGpu.Agent;

/// <summary><c>plot RUN RUN</c>: the learning curves of several runs in one picture; runs that differ only by seed become one.</summary>
public static class PlotCommand
{
    private static readonly Argument<string[]> Runs = new("runs") { Description = "run folders", Arity = ArgumentArity.OneOrMore };
    private static readonly TextOption Output = new("--output", "file.png", "the picture [curves.png]");
    private static readonly TextOption Axis = new("--over", "axis", "what the curves are drawn over: steps or minutes [steps]");

    private static readonly Option<bool> Each = new("--each") { Description = "a curve for each run, also of those that differ only by their seed" };

    /// <summary>Makes <paramref name="command"/> the one that draws.</summary>
    public static void Build(Command command)
    {
        command.Arguments.Add(Runs);
        command.Options.Add(Output);
        command.Options.Add(Axis);
        command.Options.Add(Each);
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
        LearningCurve.DrawTogether(parsed.GetValue(Each) ? folders.Select(SeedGroup.Single) : SeedGroup.Of(folders), axis, picture);
        Console.WriteLine($"Drawn: {picture}");
        return ExitCode.Success;
    }
}
