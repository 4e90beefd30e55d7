namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The sizes of a product and what its views allow.</summary>
/// <param name="M">Rows of the result.</param>
/// <param name="N">Columns of the result.</param>
/// <param name="K">Length of the sums.</param>
/// <param name="AlignedLoads">Four neighbouring elements of either operand are an aligned vector.</param>
/// <param name="VectorStores">The result can be written four elements at a time.</param>
/// <param name="Members">Products of the same sizes in one launch (networks of a forward pass, strides of a backward convolution).</param>
/// <param name="Precision">What it is computed in.</param>
/// <param name="AllowsTeams">Warps may share a larger tile: see <see cref="IWarpLayout"/>.</param>
internal readonly record struct ProductSize(
    int M, int N, int K, bool AlignedLoads, bool VectorStores, int Members = 1, Precision Precision = Precision.Fp32, bool AllowsTeams = false)
{
    private const int TallColumns = 16;

    /// <summary>Operands are read four elements at a time where they may be, and no step is cut short.</summary>
    public TileAccess Access =>
        !AlignedLoads || K % TiledProduct.StepDepth != 0 ? TileAccess.Elements : VectorStores ? TileAccess.Vectors : TileAccess.VectorLoadsOnly;

    /// <summary>True for tiles of 128 x 16 instead of 64 x 32. Tensor cores have only the latter.</summary>
    public bool IsTall => N <= TallColumns && Precision == Precision.Fp32;

    public int TilesM(WarpsOfGroup warps) => DivideUp(M, (IsTall ? 128 : 64) * warps.AlongM);

    public int TilesN(WarpsOfGroup warps) => DivideUp(N, (IsTall ? TallColumns : 32) * warps.AlongN);

    /// <summary>Tiles of all members.</summary>
    public int Tiles(WarpsOfGroup warps) => TilesM(warps) * TilesN(warps) * Members;

    /// <summary>Units of a tile: eight k for each slice of a group.</summary>
    public int UnitsPerTile(WarpsOfGroup warps) => DivideUp(K, TiledProduct.StepDepth * warps.Slices);

    /// <summary>The product's work in units.</summary>
    public int Units(WarpsOfGroup warps) => Tiles(warps) * UnitsPerTile(warps);

    /// <summary>
    /// The ways in which <paramref name="count"/> warps can share the work. As a team of 128 x 32 results they would save too little to wait for each other.
    /// </summary>
    public IEnumerable<WarpsOfGroup> Layouts(int count)
    {
        yield return new(count);
        if (!AllowsTeams || N <= 32)
            yield break;
        if (count == 2)
            yield return new(2, AlongN: 2);
        if (count == 4)
            yield return WarpsOfGroup.LargestTeam;
    }

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}
