namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Where a group's sums of a tile go: to the result, or, as a part of the tile, to a slot of partial tiles.</summary>
internal struct TileEnd
{
    public PartialTiles Partials;

    /// <summary>All k of the tile are in the sums.</summary>
    public bool IsWhole;

    /// <summary>Where a part of a tile goes.</summary>
    public int Slot;

    /// <summary>The tile's first row and column.</summary>
    public int FirstM;
    public int FirstN;

    /// <summary>Rows and columns of the product.</summary>
    public int M;
    public int N;

    /// <summary>Takes four vectors of the tile, summed over the warps.</summary>
    public readonly void HandOn<TResult, TLoading, TShape>(ref TResult result, int quad, int lane, in FourVectors sums)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape
    {
        if (!IsWhole)
        {
            Partials.Write(Slot, quad * TiledProduct.QuadVectors + lane, sums);
            return;
        }
        var place = new TileQuad<TResult, TLoading, TShape>(quad, lane, FirstM, FirstN, M, N);
        place.Store(ref result, sums, place.Read(ref result));
    }

    /// <summary>Takes the sum of a column of the right factor.</summary>
    public readonly void HandOnRightSum<TResult>(ref TResult result, int column, float sum) where TResult : struct, IMatrixResult
    {
        if (!IsWhole)
            Partials.WriteRightSum(Slot, column, sum);
        else if (FirstN + column < N)
            result.StoreRightSum(FirstN + column, sum);
    }
}
