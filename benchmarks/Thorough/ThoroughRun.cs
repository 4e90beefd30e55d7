using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace DqnGpu.Benchmarks.Thorough;

/// <summary>The BenchmarkDotNet classes, and an exit code that tells whether they ran.</summary>
internal static class ThoroughRun
{
    private const int Failed = 1;

    private static readonly string[] OnlyTell = ["--help", "--list", "--info", "--version"];

    /// <summary>Runs those that BenchmarkDotNet's own options choose.</summary>
    /// <returns>0: all that were chosen ran, or something was only to be told; 1: none was chosen, or one did not run.</returns>
    public static int Run(string[] arguments)
    {
        var config = DefaultConfig.Instance.AddColumn(new RateColumn(), new ShareOfPeakColumn()).WithArtifactsPath(Path.GetFullPath("BenchmarkDotNet.Artifacts"));
        // It looks for this project's file in the solution around the current folder, and gives up where it finds none, or that of a second copy.
        if (ProjectFolder.Path is { } folder)
            Directory.SetCurrentDirectory(folder);
        return Run(Assembly.GetExecutingAssembly(), arguments, config, Console.Error);
    }

    /// <summary>Runs classes of an assembly.</summary>
    public static int Run(Assembly assembly, string[] arguments, IConfig config, TextWriter errors)
    {
        var summaries = BenchmarkSwitcher.FromAssembly(assembly).Run(arguments, config).ToArray();
        if (arguments.Any(argument => OnlyTell.Contains(argument.Split('=')[0])))
            return 0;
        var failed = summaries.SelectMany(NotRun).ToArray();
        if (failed.Length == 0 && summaries.Any(summary => summary.Reports.Length > 0))
            return 0;
        errors.WriteLine(failed.Length == 0
            ? "No benchmark ran: --list flat names all, and --filter '*Update*' chooses some."
            : $"{failed.Length} did not run: {string.Join("; ", failed)}. The reasons stand above.");
        return Failed;
    }

    private static IEnumerable<string> NotRun(Summary summary) =>
        summary.HasCriticalValidationErrors
            ? summary.BenchmarksCases.Length > 0 ? summary.BenchmarksCases.Select(benchmark => benchmark.DisplayInfo) : [summary.Title]
            : summary.BenchmarksCases.Where(benchmark => summary[benchmark] is not { Success: true }).Select(benchmark => benchmark.DisplayInfo);
}
