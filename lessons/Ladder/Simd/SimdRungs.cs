using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using DqnGpu.Lessons.Ladder.Conv;

namespace DqnGpu.Lessons.Ladder.Simd;

/// <summary>The processor's ladder: the convolution of the other one, forward, for a minibatch of 32, timed.</summary>
public sealed class SimdRungs() : Rungs("simd", "the same convolution forward on a processor, timed here and now")
{
    private const int Samples = 32, Rounds = 40;

    /// <summary>From plain loops to all cores.</summary>
    public static IReadOnlyList<SimdRung> All { get; } = [PlainLoops.Rung, Vectors.Rung, RegisterTile.Rung, Segments.Rung, Threads.Rung];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Title, string Change)> List => [.. All.Select(rung => (rung.Title, rung.Change))];

    /// <summary>The worst element of a rung's z.</summary>
    /// <param name="rung">The rung.</param>
    /// <param name="samples">N.</param>
    public static Deviation Check(SimdRung rung, int samples)
    {
        using var memory = new CountingDevice();
        var problem = new ConvolutionProblem(memory, ConvolutionRungs.Shape with { N = samples });
        rung.Forward(problem.Tensors);
        return problem.Z.Compare(memory);
    }

    /// <inheritdoc/>
    public override bool Report(int number, RungOptions options, TextWriter output)
    {
        var rung = All[number - 1];
        var report = new RungReport(output);
        report.WriteHead($"{Name} {number}", rung.Title, rung.File);
        var result = Check(rung, Samples);
        report.WriteResult(result);
        var seconds = Seconds([All[0], rung]);
        var times = $"{seconds[0] / seconds[1]:0.0} times the plain loops";
        output.WriteLine($"Time: {Time(seconds[1])}, {Rate(seconds[1])}, {times}, on {Machine}.");
        return result.IsRight;
    }

    /// <inheritdoc/>
    public override void ReportAll(RungOptions options, TextWriter output) => output.WriteLine(TimedTable(options));

    /// <inheritdoc/>
    public override string? CountedTable() => null;

    /// <inheritdoc/>
    public override string TimedTable(RungOptions options)
    {
        var seconds = Seconds(All);
        var table = new MarkdownTable("", "rung", "time", "rate", "times the plain loops");
        for (var i = 0; i < All.Count; i++)
            table.Add($"{i + 1}", All[i].Title, Time(seconds[i]), Rate(seconds[i]), $"{seconds[0] / seconds[i]:0.0}");
        return $"{Machine}, {DateTime.UtcNow:yyyy-MM-dd}\n\n{table}";
    }

    private static string Machine =>
        $"{RuntimeInformation.ProcessArchitecture}, vectors of {Vector<float>.Count} floats, {Environment.ProcessorCount} cores, " +
        RuntimeInformation.OSDescription;

    private static string Time(double seconds) => $"{seconds * 1e3:0.00} ms";

    private static string Rate(double seconds) =>
        $"{2 * (ConvolutionRungs.Shape with { N = Samples }).MultiplyAdds / seconds / 1e9:0.0} GFLOP/s";

    // The fastest of some rounds, the rungs in turns: what disturbs the machine then disturbs all of them.
    private static double[] Seconds(IReadOnlyList<SimdRung> rungs)
    {
        using var memory = new CountingDevice();
        var tensors = new ConvolutionProblem(memory, ConvolutionRungs.Shape with { N = Samples }).Tensors;
        var fastest = rungs.Select(_ => double.PositiveInfinity).ToArray();
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < rungs.Count; i++)
            {
                var start = Stopwatch.GetTimestamp();
                rungs[i].Forward(tensors);
                fastest[i] = Math.Min(fastest[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        return fastest;
    }
}
