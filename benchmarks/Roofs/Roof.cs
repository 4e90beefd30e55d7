using DqnGpu.Benchmarks.Figures;

namespace DqnGpu.Benchmarks.Roofs;

/// <summary>What a number of cores can do at most, measured in this run (Williams, Waterman and Patterson 2009).</summary>
/// <param name="Threads">One a core.</param>
/// <param name="GigaFlops">Fused multiply-adds on registers alone, two operations each: 1e9 a second.</param>
/// <param name="GigaBytes">To and from memory, no cache: 1e9 bytes a second.</param>
internal sealed record Roof(int Threads, double GigaFlops, double GigaBytes)
{
    private const int Attempts = 4;
    private const double Disturbed = 0.05;

    /// <summary>Operations a byte from which on arithmetic is the limit and not memory.</summary>
    public double Ridge => GigaFlops / GigaBytes;

    /// <summary>Measures, for half a second, and some seconds longer on a machine so busy that threads hardly ever run together.</summary>
    public static Roof Measure(int threads)
    {
        var best = new Roof(threads, 0, 0);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = CoreWait.Read();
            best = best with
            {
                GigaFlops = Math.Max(best.GigaFlops, MultiplyAddPeak.Measure(threads)),
                GigaBytes = Math.Max(best.GigaBytes, Triad.Measure(threads)),
            };
            if (!(CoreWait.ShareSince(before) > Disturbed))
                break;
        }
        return best;
    }

    /// <summary>The most that work of some intensity can reach: 1e9 operations a second.</summary>
    /// <param name="intensity">Operations for each byte that goes to or from memory.</param>
    public double At(double intensity) => Math.Min(GigaFlops, intensity * GigaBytes);
}
