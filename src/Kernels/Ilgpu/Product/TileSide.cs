namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The left or the right side of a tile: how many outer indices its piece of an operand has. Constants of the kernel.</summary>
internal interface ITileSide
{
    /// <summary>log2 of the outer indices of a piece, 4..7.</summary>
    static abstract int LogLength { get; }

    /// <summary>log2 of the warps that bring it together.</summary>
    static abstract int LogTeam { get; }

    /// <summary>Four-float vectors from one k to the next in shared memory.</summary>
    static abstract int Stride { get; }
}

/// <summary>Rows m.</summary>
internal struct LeftSide<TShape, TWarps> : ITileSide
    where TShape : struct, ITileShape
    where TWarps : struct, IWarpLayout
{
    public static int LogLength => 3 + TShape.LogLanesM + TWarps.LogM;

    public static int LogTeam => TWarps.LogM + TWarps.LogN;

    public static int Stride => GroupTile<TShape, TWarps>.LeftStride;
}

/// <summary>Columns n.</summary>
internal struct RightSide<TShape, TWarps> : ITileSide
    where TShape : struct, ITileShape
    where TWarps : struct, IWarpLayout
{
    public static int LogLength => 3 + Tile<TShape>.LogLanesN + TWarps.LogN;

    public static int LogTeam => TWarps.LogM + TWarps.LogN;

    public static int Stride => GroupTile<TShape, TWarps>.RightStride;
}
