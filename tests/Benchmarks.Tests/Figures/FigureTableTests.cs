using DqnGpu.Benchmarks.Figures;
using Spectre.Console;

namespace DqnGpu.Benchmarks.Tests.Figures;

/// <summary>What a person reads.</summary>
public sealed class FigureTableTests
{
    [Test]
    public void A_row_tells_time_rate_roof_and_ratios_to_the_fastest_run() =>
        Assert.That(RowOf("conv1/forward", SomeFigures.Product, SomeFigures.Step), Is.EqualTo("conv1/forward/simd-1-thread 20.0 ms 20.0 ms 50.0 GFLOP/s 50 % 105 x 2.00 x"));

    [Test]
    public void Below_the_ridge_the_rate_is_in_bytes() =>
        Assert.That(RowOf("adam", SomeFigures.Product, SomeFigures.Step), Is.EqualTo("adam/simd-1-thread 20.0 ms 20.0 ms 5.00 GB/s 50 %"));

    [Test]
    public void Faster_than_memory_is_a_cache() =>
        Assert.That(RowOf("adam", SomeFigures.Product, SomeFigures.Step with { Timing = SomeFigures.TimingOf(5) }), Does.EndWith("20.0 GB/s cache"));

    [Test]
    public void Columns_in_which_nothing_stands_are_left_out()
    {
        var table = Written(SomeFigures.Game);
        Assert.That(table, Does.Contain("50,000 frames/s").And.Not.Contain("PyTorch").And.Not.Contain("of roof"));
    }

    [TestCase(0.3, 0.0)]
    [TestCase(0.0, 0.3)]
    public void A_busy_machine_is_told_whether_it_disturbed_us_or_PyTorch(double ours, double pyTorchs)
    {
        var figure = SomeFigures.Product with { Timing = SomeFigures.TimingOf(20, ours), PyTorch = new(38, pyTorchs, "PyTorch 1.13 contiguous") };
        Assert.That(Written(figure), Does.Contain("busy 30 %").And.Contain(pyTorchs > 0 ? "(2.00 x)" : " 2.00 x"));
        Assert.That(Written(SomeFigures.Product), Does.Not.Contain("busy"));
    }

    [Test]
    public void Where_the_system_does_not_tell_one_threads_processor_time_tells()
    {
        var disturbed = SomeFigures.Product with { Timing = SomeFigures.TimingOf(20, waited: null) with { ProcessorMilliseconds = 12 } };
        Assert.That(disturbed.Waited, Is.EqualTo(0.4).Within(1e-9));
        // A worker without work sleeps, which is no sign of other programs.
        Assert.That((disturbed with { Threads = 2 }).WasBusy, Is.False);
    }

    private static string RowOf(string name, params Measurement[] figures) =>
        string.Join(' ', Written(figures).Split('\n').Single(line => line.TrimStart().StartsWith(name + "/", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Written(params Measurement[] figures)
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 200;
        console.Write(FigureTable.Of("Some [figures]", figures, SomeFigures.Roofs));
        return writer.ToString();
    }
}
