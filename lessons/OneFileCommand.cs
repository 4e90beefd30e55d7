using System.CommandLine;
using DqnGpu.Lessons.OneFile;

namespace DqnGpu.Lessons;

/// <summary><c>onefile</c>: the training of <c>OneFile.cs</c>.</summary>
public static class OneFileCommand
{
    /// <summary>Makes <paramref name="command"/> the one that trains.</summary>
    public static void Build(Command command)
    {
        var device = new Option<string>("--device") { Description = "auto, cuda, opencl, ilgpu-cpu", DefaultValueFactory = _ => "auto" };
        var steps = new Option<int>("--steps") { Description = "steps of the game", DefaultValueFactory = _ => 4000 };
        var seed = new Option<int>("--seed") { Description = "the same seed gives the same bits on the same device", DefaultValueFactory = _ => 1 };
        command.Options.Add(device);
        command.Options.Add(steps);
        command.Options.Add(seed);
        command.SetAction(parsed =>
        {
            Training.Run(parsed.GetValue(device)!, parsed.GetValue(steps), parsed.GetValue(seed), parsed.InvocationConfiguration.Output);
            return 0;
        });
    }
}
