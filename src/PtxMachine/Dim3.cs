namespace DqnGpu.PtxMachine;

/// <summary>Groups of a grid, or threads of a group, in three dimensions; X runs fastest.</summary>
public readonly record struct Dim3(int X, int Y = 1, int Z = 1)
{
    /// <summary>X * Y * Z.</summary>
    public long Count => (long)X * Y * Z;

    /// <inheritdoc/>
    public override string ToString() => $"{X} x {Y} x {Z}";

    /// <summary>The place of the <paramref name="index"/>-th.</summary>
    internal Dim3 At(long index) => new((int)(index % X), (int)(index / X % Y), (int)(index / X / Y));
}
