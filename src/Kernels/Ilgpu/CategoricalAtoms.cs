namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A <see cref="CategoricalSupport"/> as kernels take it: the atoms VMin + i Delta.</summary>
internal readonly struct CategoricalAtoms(in CategoricalSupport support)
{
    /// <summary>Z.</summary>
    public readonly int Count = support.Atoms;

    public readonly float VMin = support.VMin;
    public readonly float Delta = support.Delta;

    /// <summary>z[i].</summary>
    public float this[int i] => VMin + i * Delta;
}
