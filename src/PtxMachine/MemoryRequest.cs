using System.Numerics;

namespace DqnGpu.PtxMachine;

/// <summary>What one load or store of a warp costs: the addresses of its lanes, and how the hardware serves them.</summary>
/// <remarks>
/// Global memory moves in <em>sectors</em> of 32 bytes: a request costs as many as its lanes touch, however little of each they use. Shared memory
/// has 32 <em>banks</em>, each a word wide, word w in bank w mod 32. A bank gives one word in a pass, to all lanes that want it; lanes that
/// want different words of one bank wait for each other. A pass moves 128 bytes at most, so pieces of 8 bytes are served to half a warp
/// at a time, pieces of 16 to a quarter.
/// </remarks>
/// <param name="Addresses">By lane.</param>
/// <param name="Active">A bit for each lane that takes part.</param>
/// <param name="Bytes">That each lane asks for: 1, 2, 4, 8 or 16, at a multiple of that.</param>
public readonly record struct MemoryRequest(ulong[] Addresses, uint Active, int Bytes)
{
    /// <summary>Bytes of a sector of global memory.</summary>
    public const int SectorBytes = 32;

    /// <summary>Banks of shared memory.</summary>
    public const int Banks = 32;

    /// <summary>Lanes that take part.</summary>
    public int Lanes => BitOperations.PopCount(Active);

    /// <summary>Different sectors of global memory that the lanes touch.</summary>
    public int Sectors => Different(Addresses, Active, SectorBytes);

    /// <summary>Bytes that some lane asks for, each counted once.</summary>
    public int DifferentBytes => Different(Addresses, Active, Bytes) * Bytes;

    /// <summary>Passes that shared memory needs.</summary>
    public int Passes => PassesOf(Addresses, Active, Bytes);

    /// <summary>Passes that it would need if no two lanes wanted different words of one bank.</summary>
    public int IdealPasses => IdealPassesOf(Active, Bytes);

    internal static int Different(ReadOnlySpan<ulong> addresses, uint active, int unit)
    {
        Span<ulong> seen = stackalloc ulong[32];
        var count = 0;
        for (; active != 0; active &= active - 1)
        {
            var piece = addresses[BitOperations.TrailingZeroCount(active)] / (uint)unit;
            // Neighbouring lanes mostly touch neighbouring pieces: the last one is the likeliest.
            if (!seen[..count].Contains(piece))
                seen[count++] = piece;
        }
        return count;
    }

    internal static int PassesOf(ReadOnlySpan<ulong> addresses, uint active, int bytes)
    {
        Span<ulong> words = stackalloc ulong[Banks];
        Span<int> inBank = stackalloc int[Banks];
        var passes = 0;
        var lanes = LanesOfPass(bytes);
        for (var first = 0; first < 32; first += lanes)
        {
            var (count, most) = (0, 0);
            inBank.Clear();
            for (var lane = first; lane < first + lanes; lane++)
            {
                if ((active >> lane & 1) == 0)
                    continue;
                for (var word = addresses[lane] / 4; word <= (addresses[lane] + (uint)bytes - 1) / 4; word++)
                {
                    if (words[..count].Contains(word))
                        continue;
                    words[count++] = word;
                    most = Math.Max(most, ++inBank[(int)(word % Banks)]);
                }
            }
            passes += most;
        }
        return passes;
    }

    internal static int IdealPassesOf(uint active, int bytes)
    {
        var passes = 0;
        var lanes = LanesOfPass(bytes);
        for (var first = 0; first < 32; first += lanes)
            passes += (active >> first & (uint)((1ul << lanes) - 1)) != 0 ? 1 : 0;
        return passes;
    }

    private static int LanesOfPass(int bytes) => Math.Min(32, 128 / bytes);
}
