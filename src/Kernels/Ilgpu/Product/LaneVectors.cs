using ILGPU;
using ILGPU.Util;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Four vectors of a lane that lie 32 apart in memory, so that the lanes of a warp lie side by side.</summary>
internal struct FourVectors
{
    public Float4 A, B, C, D;

    /// <summary>Vectors at, at + 32, at + 64, at + 96.</summary>
    public static FourVectors Read(ArrayView<Float4> vectors, int at)
    {
        var own = vectors.SubView(at, TiledProduct.QuadVectors - (TiledProduct.WarpSize - 1));
        return new() { A = own[0], B = own[32], C = own[64], D = own[96] };
    }

    /// <summary>Writes vectors at, at + 32, at + 64, at + 96.</summary>
    public readonly void Write(ArrayView<Float4> vectors, int at)
    {
        var own = vectors.SubView(at, TiledProduct.QuadVectors - (TiledProduct.WarpSize - 1));
        own[0] = A;
        own[32] = B;
        own[64] = C;
        own[96] = D;
    }

    public void Add(in FourVectors other)
    {
        A = TiledProduct.Add(A, other.A);
        B = TiledProduct.Add(B, other.B);
        C = TiledProduct.Add(C, other.C);
        D = TiledProduct.Add(D, other.D);
    }

    /// <summary>One or the other, without a branch.</summary>
    public static FourVectors Select(bool first, in FourVectors one, in FourVectors other) => new()
    {
        A = Select(first, one.A, other.A),
        B = Select(first, one.B, other.B),
        C = Select(first, one.C, other.C),
        D = Select(first, one.D, other.D),
    };

    private static Float4 Select(bool first, Float4 one, Float4 other) => new(
        Utilities.Select(first, one.X, other.X),
        Utilities.Select(first, one.Y, other.Y),
        Utilities.Select(first, one.Z, other.Z),
        Utilities.Select(first, one.W, other.W));
}

/// <summary>A lane's 8 x 8 results as sixteen vectors that lie in memory as they are: four neighbouring columns of the result each.</summary>
internal struct LaneVectors
{
    /// <summary>Vectors 0..3, 4..7, 8..11 and 12..15.</summary>
    public FourVectors Quad0, Quad1, Quad2, Quad3;

    /// <summary>The vectors of a tile: its rows m as they are where the result's columns are n, else turned, four m for each of the eight n.</summary>
    public static LaneVectors Of<TResult>(in RegisterTile tile) where TResult : struct, IMatrixResult
    {
        if (!TResult.ColumnsAreM)
        {
            return new()
            {
                Quad0 = Rows(tile.Row0, tile.Row1),
                Quad1 = Rows(tile.Row2, tile.Row3),
                Quad2 = Rows(tile.Row4, tile.Row5),
                Quad3 = Rows(tile.Row6, tile.Row7),
            };
        }
        return new()
        {
            Quad0 = Turned(tile.Row0.Low, tile.Row1.Low, tile.Row2.Low, tile.Row3.Low),
            Quad1 = Turned(tile.Row0.High, tile.Row1.High, tile.Row2.High, tile.Row3.High),
            Quad2 = Turned(tile.Row4.Low, tile.Row5.Low, tile.Row6.Low, tile.Row7.Low),
            Quad3 = Turned(tile.Row4.High, tile.Row5.High, tile.Row6.High, tile.Row7.High),
        };
    }

    /// <summary>Hands all of them on, as the sums of a whole tile or of a part of it.</summary>
    public readonly void HandOn<TResult, TLoading, TShape>(in TileEnd end, ref TResult result, int lane)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape
    {
        end.HandOn<TResult, TLoading, TShape>(ref result, 0, lane, Quad0);
        end.HandOn<TResult, TLoading, TShape>(ref result, 1, lane, Quad1);
        end.HandOn<TResult, TLoading, TShape>(ref result, 2, lane, Quad2);
        end.HandOn<TResult, TLoading, TShape>(ref result, 3, lane, Quad3);
    }

    private static FourVectors Rows(RegisterRow row0, RegisterRow row1) => new() { A = row0.Low, B = row0.High, C = row1.Low, D = row1.High };

    private static FourVectors Turned(Float4 row0, Float4 row1, Float4 row2, Float4 row3) => new()
    {
        A = new Float4(row0.X, row1.X, row2.X, row3.X),
        B = new Float4(row0.Y, row1.Y, row2.Y, row3.Y),
        C = new Float4(row0.Z, row1.Z, row2.Z, row3.Z),
        D = new Float4(row0.W, row1.W, row2.W, row3.W),
    };
}
