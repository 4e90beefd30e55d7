using DqnGpu.Benchmarks.Roofs;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>How long something takes, and what it does in that time.</summary>
/// <param name="Name">From the general to the special: <c>update/article/batch-32/simd-2-threads</c>.</param>
/// <param name="Timing">Its times.</param>
internal sealed record Measurement(string Name, Timing Timing)
{
    // A process alone on its cores waits for what the system itself does, a per cent or two.
    private const double BusyAbove = 0.1;

    /// <summary>Threads that compute, one a core, and whose roof is its roof; 0 where it is not the processor that computes.</summary>
    public int Threads { get; init; }

    /// <summary>Two for each multiply-add; 0 where that says nothing.</summary>
    public double FloatingPointOperations { get; init; }

    /// <summary>Each input read once and each output written once; 0 where that says nothing.</summary>
    public double Bytes { get; init; }

    /// <summary>What else is done in a run: frames, instructions.</summary>
    public double Items { get; init; }

    /// <summary>The unit of <see cref="Items"/>.</summary>
    public string ItemUnit { get; init; } = "";

    /// <summary>The same by loops over its formula, on one core, the fastest run; null where there are none.</summary>
    public double? PlainMilliseconds { get; init; }

    /// <summary>The same in PyTorch on as many threads; null where it is not installed, or has no such thing.</summary>
    public PyTorchTiming? PyTorch { get; init; }

    /// <summary>1e9 operations a second, at the median.</summary>
    public double GigaFlops => FloatingPointOperations / Timing.MedianMilliseconds / 1e6;

    /// <summary>1e9 bytes a second, at the median.</summary>
    public double GigaBytes => Bytes / Timing.MedianMilliseconds / 1e6;

    /// <summary>Operations a byte.</summary>
    public double Intensity => FloatingPointOperations / Bytes;

    /// <summary>
    /// Share of the time in which its threads could run that other programs had the cores; null where that is not known. Where the system does not tell,
    /// the processor time of a single thread does, which should be the time on the clock.
    /// </summary>
    public double? Waited => Timing.Waited ?? (Threads == 1 ? Math.Max(0, 1 - Timing.ProcessorMilliseconds / Timing.MeanMilliseconds) : null);

    /// <summary>Whether other programs had the cores for so long that the times say little, be it while PyTorch was measured.</summary>
    public bool WasBusy => Waited > BusyAbove || PyTorchWasBusy;

    /// <summary>Whether they had them while PyTorch was measured.</summary>
    public bool PyTorchWasBusy => PyTorch?.Waited > BusyAbove;

    /// <summary><see cref="Items"/> a second, at the median.</summary>
    public double ItemsPerSecond => 1000 * Items / Timing.MedianMilliseconds;

    /// <summary>The roof of as many threads, where arithmetic and bytes are counted; else null.</summary>
    public Roof? RoofOf(IReadOnlyList<Roof> roofs) => FloatingPointOperations > 0 && Bytes > 0 ? roofs.SingleOrDefault(roof => roof.Threads == Threads) : null;

    /// <summary>
    /// Its rate, at the median, of the most that its roof allows at its intensity: above 1 where a cache gives what is counted as memory's. Null without a roof.
    /// </summary>
    public double? ShareOf(IReadOnlyList<Roof> roofs) => RoofOf(roofs) is { } roof ? GigaFlops / roof.At(Intensity) : null;
}
