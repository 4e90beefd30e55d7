using DqnGpu.Benchmarks.Figures;
using DqnGpu.Benchmarks.Roofs;

namespace DqnGpu.Benchmarks.Tests.Figures;

/// <summary>Figures that nobody measured.</summary>
internal static class SomeFigures
{
    /// <summary>100 GFLOP/s and 10 GB/s a core: the ridge is at 10 operations a byte.</summary>
    public static readonly Roof[] Roofs = [new(1, 100, 10), new(2, 200, 15)];

    public static readonly Machine Machine = new("A <processor> & more", 2, "Vector512", "0123456789", new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), ".NET 10", "Some system");

    /// <summary>1 GFLOP in 20 ms on one thread, at 100 operations a byte: half of the roof.</summary>
    public static readonly Measurement Product = new("operation/conv1/forward/simd-1-thread", TimingOf(20))
    {
        Threads = 1,
        FloatingPointOperations = 1e9,
        Bytes = 1e7,
        PlainMilliseconds = 2000,
        PyTorch = new(38, Waited: 0, "PyTorch 1.13 contiguous"),
    };

    /// <summary>0.1 GB in 20 ms on one thread, at one operation a byte: 5 GB/s, half of the roof.</summary>
    public static readonly Measurement Step = new("operation/adam/simd-1-thread", TimingOf(20)) { Threads = 1, FloatingPointOperations = 1e8, Bytes = 1e8 };

    public static readonly Measurement Game = new("console/pong/frame", TimingOf(0.02)) { Threads = 1, Items = 1, ItemUnit = "frames" };

    public static Timing TimingOf(double milliseconds, double? waited = 0) =>
        new(MedianMilliseconds: milliseconds, MeanMilliseconds: milliseconds, FastestMilliseconds: milliseconds * 0.95, ProcessorMilliseconds: milliseconds, waited);
}
