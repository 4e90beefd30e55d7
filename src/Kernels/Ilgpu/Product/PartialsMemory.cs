using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The partial sums of the one or two products of a launch.</summary>
internal readonly record struct LaunchPartials(PartialTiles First, PartialTiles Second);

/// <summary>Memory for the partial sums of the launch at hand, and for counting the groups that have written theirs.</summary>
internal sealed class PartialsMemory(Accelerator accelerator) : IDisposable
{
    private readonly ScratchMemory sums = new(accelerator);
    private readonly List<MemoryBuffer1D<int, Stride1D.Dense>> counters = [];

    /// <summary>Room for both products, each its own: they run side by side.</summary>
    public LaunchPartials Reserve(in ProductSize first, ProductShare a, in ProductSize second, ProductShare b)
    {
        var (ofFirst, ofSecond) = (VectorsOf(first, a), VectorsOf(second, b));
        // One more than needed: a product without partial sums gets an empty view, which must begin inside the memory.
        var vectors = sums.Reserve(ofFirst + ofSecond + 1);
        var counts = Counters(first.Tiles + second.Tiles + 1);
        return new(
            Slice(vectors.SubView(0, ofFirst), counts.SubView(0, first.Tiles), first, a),
            Slice(vectors.SubView(ofFirst, ofSecond), counts.SubView(first.Tiles, second.Tiles), second, b));
    }

    public void Dispose()
    {
        sums.Dispose();
        foreach (var block in counters)
            block.Dispose();
        counters.Clear();
    }

    private static PartialTiles Slice(ArrayView<Float4> vectors, ArrayView<int> counts, in ProductSize size, ProductShare share)
    {
        var tiles = share.Splits > 1 ? (long)size.Tiles * share.Splits * TiledProduct.TileVectors : 0;
        var rightSums = tiles < vectors.Length ? vectors.SubView(tiles, vectors.Length - tiles) : vectors;
        return new(vectors.SubView(0, tiles), rightSums.Cast<float>(), counts, share.Splits);
    }

    /// <summary>Vectors of a product's partial tiles and of its right factor's partial sums.</summary>
    private static long VectorsOf(in ProductSize size, ProductShare share) =>
        share.Splits > 1 ? (long)share.Splits * (size.Tiles * TiledProduct.TileVectors + size.TilesN * TiledProduct.WarpSize) : 0;

    /// <summary>Counters that are 0: those that count set them back.</summary>
    private ArrayView<int> Counters(int length)
    {
        if (counters.Count == 0 || counters[^1].Length < length)
        {
            var block = accelerator.Allocate1D<int>(Math.Max(length, 1 << 12));
            block.MemSetToZero();
            accelerator.Synchronize();
            counters.Add(block);
        }
        return counters[^1].View.BaseView;
    }
}
