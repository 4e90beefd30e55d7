using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What a launch of <see cref="SplitSum.Kernel"/> needs.</summary>
internal struct SplitSumArguments<TResult> where TResult : struct, IMatrixResult
{
    public TResult Result;

    /// <summary>[splits, tiles, 32, 32].</summary>
    public ArrayView<Float4> Partials;

    public int M;
    public int N;

    /// <summary>Tiles of the result: tile index = tile of M * <see cref="TilesN"/> + tile of N.</summary>
    public int Tiles;
    public int TilesN;
    public int Splits;
    public int VectorStores;
}

/// <summary>The second half of a product whose k axis was split over groups: adds the partial tiles and runs the epilogue.</summary>
internal static class SplitSum
{
    /// <summary>result[m, n] = sum over split of partial[split, tile(m, n), m mod 32, n mod 32].</summary>
    /// <remarks>
    /// Thread i owns four neighbouring elements of a tile; it reads them from every split, adds them in the order of the splits and hands
    /// the sum
    /// to the epilogue. Neighbouring threads read neighbouring 16 bytes.
    /// </remarks>
    public static void Kernel<TResult>(SplitSumArguments<TResult> arguments) where TResult : struct, IMatrixResult
    {
        var i = Grid.GlobalIndex.X;
        var tile = i / TiledProduct.TileVectors;
        if (tile >= arguments.Tiles)
            return;
        var sum = arguments.Partials[i];
        for (var split = 1; split < arguments.Splits; split++)
            sum = TiledProduct.Add(sum, arguments.Partials[split * arguments.Tiles * TiledProduct.TileVectors + i]);
        var inTile = i % TiledProduct.TileVectors;
        var m = tile / arguments.TilesN * TiledProduct.TileSize + inTile / 8;
        var n = tile % arguments.TilesN * TiledProduct.TileSize + inTile % 8 * 4;
        TiledProduct.StoreResult(ref arguments.Result, m, n, 0, arguments.M, arguments.N, arguments.VectorStores, sum);
    }
}
