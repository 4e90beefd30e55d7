using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The partial sums of the one or two products of a launch.</summary>
internal readonly record struct LaunchPartials(PartialTiles First, PartialTiles Second);

/// <summary>Memory for the partial sums of the launch at hand, and for counting the groups that have written theirs.</summary>
internal sealed class PartialsMemory(IlgpuDevice device) : IDisposable
{
    private readonly ScratchMemory sums = new(device);
    private readonly List<IlgpuBuffer<int>> counters = [];

    /// <summary>Room for both products, each its own: they run side by side.</summary>
    public LaunchPartials Reserve(in ProductSize first, in ProductPart a, in ProductSize second, in ProductPart b)
    {
        var (slotsA, slotsB) = (SlotsOf(a), SlotsOf(b));
        // One more than needed: a product without partial sums gets an empty view, which must begin inside the memory.
        var vectors = sums.Reserve((slotsA + slotsB) * VectorsOfSlot + 1);
        var (countersA, countersB) = (CountersOf(first, a), CountersOf(second, b));
        var counts = Counters(countersA + countersB + 1);
        return new(
            Slice(vectors.SubView(0, slotsA * VectorsOfSlot), counts.SubView(0, countersA), slotsA),
            Slice(vectors.SubView(slotsA * VectorsOfSlot, slotsB * VectorsOfSlot), counts.SubView(countersA, countersB), slotsB));
    }

    public void Dispose()
    {
        sums.Dispose();
        foreach (var block in counters)
            block.Dispose();
        counters.Clear();
    }

    private const long VectorsOfSlot = TiledProduct.TileVectors + PartialTiles.ColumnsOfSlot / 4;

    private static PartialTiles Slice(ArrayView<Float4> vectors, ArrayView<int> counts, long slots)
    {
        var tiles = slots * TiledProduct.TileVectors;
        var rightSums = slots > 0 ? vectors.SubView(tiles, vectors.Length - tiles) : vectors;
        return new(vectors.SubView(0, tiles), rightSums.Cast<float>(), counts);
    }

    /// <summary>Tiles of a warp: a slot has one for each warp of a team.</summary>
    private static long SlotsOf(in ProductPart part) =>
        part.Shares.MostGroupsPerTile > 1 ? (long)PartialTiles.SlotsOfGroup * part.Shares.Groups * part.Warps.Team : 0;

    private static int CountersOf(in ProductSize size, in ProductPart part) =>
        part.Shares.MostGroupsPerTile > 1 ? size.Tiles(part.Warps) * part.Shares.CountersPerTile : 0;

    /// <summary>Counters that are 0: those that count set them back.</summary>
    private ArrayView<int> Counters(int length)
    {
        if (counters.Count == 0 || counters[^1].Length < length)
            counters.Add(device.AllocateBuffer<int>(Math.Max(length, 1 << 12)));
        return counters[^1].Memory;
    }
}
