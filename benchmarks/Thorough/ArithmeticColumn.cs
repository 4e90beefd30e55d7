using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using DqnGpu.Benchmarks.Kernels;
using DqnGpu.Benchmarks.Nn;
using DqnGpu.Benchmarks.Roofs;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Thorough;

/// <summary>A column of BenchmarkDotNet's table that follows from the time and the operations counted.</summary>
internal abstract class ArithmeticColumn : IColumn
{
    /// <inheritdoc/>
    public string Id => GetType().Name;

    /// <inheritdoc/>
    public abstract string ColumnName { get; }

    /// <inheritdoc/>
    public abstract string Legend { get; }

    /// <inheritdoc/>
    public bool AlwaysShow => false;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Custom;

    /// <inheritdoc/>
    public int PriorityInCategory => 0;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(benchmark => FloatingPointOperations(benchmark) is not null);

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        FloatingPointOperations(benchmarkCase) is { } operations && summary[benchmarkCase]?.ResultStatistics?.Mean is { } nanoseconds
            ? Of(operations / nanoseconds, benchmarkCase)
            : "-";

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    /// <summary>The text of a cell.</summary>
    /// <param name="gigaFlops">1e9 operations a second, at the mean.</param>
    /// <param name="benchmark">Whose cell it is.</param>
    protected abstract string Of(double gigaFlops, BenchmarkCase benchmark);

    /// <summary>Operations of one run; null where they are not what takes the time.</summary>
    internal static double? FloatingPointOperations(BenchmarkCase benchmark)
    {
        var type = benchmark.Descriptor.Type;
        if (type == typeof(UpdateBenchmarks))
            return MeasuredUpdate.FloatingPointOperations(MeasuredNetwork.Create(Parameter<string>(nameof(UpdateBenchmarks.Network))), Parameter<int>(nameof(UpdateBenchmarks.Batch)));
        if (type == typeof(ForwardBenchmarks))
            return 2.0 * Parameter<int>(nameof(ForwardBenchmarks.States)) * MeasuredNetwork.Create(Parameter<string>(nameof(ForwardBenchmarks.Network))).MultiplyAdds;
        if (type == typeof(OperationBenchmarks))
            return OperationBenchmarks.FloatingPointOperations(Parameter<string>(nameof(OperationBenchmarks.Operation)));
        return null;

        T Parameter<T>(string name) => (T)benchmark.Parameters[name];
    }
}

/// <summary>1e9 operations a second.</summary>
internal sealed class RateColumn : ArithmeticColumn
{
    /// <inheritdoc/>
    public override string ColumnName => "GFLOP/s";

    /// <inheritdoc/>
    public override string Legend => "Two operations for each multiply-add, 1e9 a second, at the mean";

    /// <inheritdoc/>
    protected override string Of(double gigaFlops, BenchmarkCase benchmark) => gigaFlops.ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>Of what as many cores multiply and add at most.</summary>
internal sealed class ShareOfPeakColumn : ArithmeticColumn
{
    private readonly Dictionary<int, double> peaks = [];

    /// <inheritdoc/>
    public override string ColumnName => "Of peak";

    /// <inheritdoc/>
    public override string Legend => "Of the multiply-adds that as many threads do on registers alone, measured behind the benchmarks";

    /// <inheritdoc/>
    protected override string Of(double gigaFlops, BenchmarkCase benchmark)
    {
        var isPlain = benchmark.Descriptor.WorkloadMethod.Name == nameof(OperationBenchmarks.PlainLoops);
        var threads = isPlain ? 1 : benchmark.Parameters["Device"] is MeasuredDevice device ? device.Threads : 0;
        if (threads == 0)
            return "-";
        if (!peaks.TryGetValue(threads, out var peak))
            peaks[threads] = peak = MultiplyAddPeak.Measure(threads);
        return string.Create(CultureInfo.InvariantCulture, $"{100 * gigaFlops / peak:0} %");
    }
}
