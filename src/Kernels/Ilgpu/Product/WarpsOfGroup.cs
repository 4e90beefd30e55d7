namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The warps of a group, as <see cref="IWarpLayout"/> has them.</summary>
/// <param name="Count">1, 2 or 4.</param>
/// <param name="AlongM">Those of a team along m.</param>
/// <param name="AlongN">Those of a team along n.</param>
internal readonly record struct WarpsOfGroup(int Count, int AlongM = 1, int AlongN = 1)
{
    public static WarpsOfGroup LargestTeam => new(4, AlongM: 2, AlongN: 2);

    /// <summary>Warps that share a tile's factors.</summary>
    public int Team => AlongM * AlongN;

    /// <summary>Warps or teams that compute the same tile from different k.</summary>
    public int Slices => Count / Team;
}
