namespace DqnGpu.Kernels;

/// <summary>The returns that a categorical distribution gives probabilities to: Z atoms at equal distances (Bellemare et al. 2017, section 4).</summary>
/// <remarks>
/// <code>
/// z[i] = VMin + i Delta        Delta = (VMax - VMin) / (Z - 1)        i = 0 .. Z - 1
/// </code>
/// The default value is no support; <see cref="Validate"/> refuses it.
/// </remarks>
/// <param name="Atoms">Z, the number of atoms, at least 2; 51 in the paper.</param>
/// <param name="VMin">The lowest atom, a discounted return; -10 in the paper.</param>
/// <param name="VMax">The highest atom, above <paramref name="VMin"/>; 10 in the paper.</param>
public readonly record struct CategoricalSupport(int Atoms, float VMin, float VMax)
{
    /// <summary>The distance of two neighbours.</summary>
    public float Delta => (VMax - VMin) / (Atoms - 1);

    /// <summary>z[i].</summary>
    /// <param name="i">0 .. <see cref="Atoms"/> - 1.</param>
    public float Atom(int i) => VMin + i * Delta;

    /// <summary>Checks that there are two atoms or more and that they lie apart.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There are fewer than 2 atoms; a bound, or their distance, is no finite number; <see cref="VMin"/> is not below <see cref="VMax"/>.
    /// </exception>
    public void Validate()
    {
        if (Atoms < 2)
            throw new ArgumentOutOfRangeException(nameof(Atoms), Atoms, $"A categorical distribution has at least 2 atoms, but Atoms is {Atoms}.");
        if (!(VMin < VMax) || !float.IsFinite(VMax - VMin))
            throw new ArgumentOutOfRangeException(nameof(VMin), VMin, $"VMin must be below VMax and both finite, but they are {VMin} and {VMax}.");
    }
}
