namespace DqnGpu.Kernels;

/// <summary>
/// f(e) = sign(e) sqrt(|e|) of standard normal e, as <see cref="NoisyWeights"/> takes it, four at a time from one counter.
/// </summary>
internal static class FactorisedNoise
{
    /// <summary>Numbers of a block.</summary>
    public const int BlockLength = 4;

    /// <summary>Numbers 4 <paramref name="block"/> to 4 <paramref name="block"/> + 3 of a draw.</summary>
    public static (float F0, float F1, float F2, float F3) Block(uint key0, uint key1, int draw, int block)
    {
        var words = Words(key0, key1, draw, block);
        var first = BoxMuller.Normals(words.X0, words.X1);
        var second = BoxMuller.Normals(words.X2, words.X3);
        return (Factor(first.E0), Factor(first.E1), Factor(second.E0), Factor(second.E1));
    }

    /// <summary>The uniform words of a block: a function of key, draw and number, alike on all devices.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Words(uint key0, uint key1, int draw, int block) =>
        Philox.Block((uint)block, (uint)draw, 0, 0, key0, key1);

    private static float Factor(float e) => e < 0 ? -MathF.Sqrt(-e) : MathF.Sqrt(e);
}
