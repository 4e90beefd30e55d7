namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="NoisyWeights"/>, in double precision.</summary>
public static class NoisyWeightsReference
{
    /// <summary>
    /// f(e) of a draw: Philox blocks of four words, of which each two make two normal numbers (<see cref="Philox"/>; Box and Muller 1958).
    /// </summary>
    /// <param name="key">Which noise.</param>
    /// <param name="draw">The number of the draw; null: no noise.</param>
    /// <param name="noise">[In + Out]; overwritten.</param>
    public static void Noise(ulong key, int? draw, Span<double> noise)
    {
        noise.Clear();
        if (draw is not { } number)
            return;
        Span<double> normals = stackalloc double[FactorisedNoise.BlockLength];
        for (var i = 0; i < noise.Length; i++)
        {
            var (x0, x1, x2, x3) = FactorisedNoise.Words((uint)key, (uint)(key >> 32), number, i / FactorisedNoise.BlockLength);
            (normals[0], normals[1]) = Normals(x0, x1);
            (normals[2], normals[3]) = Normals(x2, x3);
            var e = normals[i % FactorisedNoise.BlockLength];
            noise[i] = Math.Sign(e) * Math.Sqrt(Math.Abs(e));
        }
    }

    /// <summary>w = mu + sigma f(e_o) f(e_i), b = mub + sigmab f(e_o).</summary>
    /// <param name="noise">[In + Out].</param>
    /// <param name="mu">[Out, In].</param>
    /// <param name="sigma">[Out, In].</param>
    /// <param name="biasMu">[Out].</param>
    /// <param name="biasSigma">[Out].</param>
    /// <param name="w">[Out, In]; overwritten.</param>
    /// <param name="b">[Out]; overwritten.</param>
    [Computes(Operation.NoisyWeightsForward)]
    #region forward
    public static void Forward(
        ReadOnlySpan<double> noise, ReadOnlySpan<double> mu, ReadOnlySpan<double> sigma, ReadOnlySpan<double> biasMu, ReadOnlySpan<double> biasSigma,
        Span<double> w, Span<double> b)
    {
        var inputs = noise.Length - b.Length;
        for (var o = 0; o < b.Length; o++)
        {
            b[o] = biasMu[o] + biasSigma[o] * noise[inputs + o];
            for (var i = 0; i < inputs; i++)
                w[o * inputs + i] = mu[o * inputs + i] + sigma[o * inputs + i] * noise[inputs + o] * noise[i];
        }
    }
    #endregion

    /// <summary>dsigma = dw f(e_o) f(e_i), dsigmab = db f(e_o).</summary>
    /// <param name="noise">[In + Out].</param>
    /// <param name="dw">[Out, In].</param>
    /// <param name="db">[Out].</param>
    /// <param name="dsigma">[Out, In]; overwritten.</param>
    /// <param name="dsigmab">[Out]; overwritten.</param>
    [Computes(Operation.NoisyWeightsBackward)]
    public static void Backward(
        ReadOnlySpan<double> noise, ReadOnlySpan<double> dw, ReadOnlySpan<double> db, Span<double> dsigma, Span<double> dsigmab)
    {
        var inputs = noise.Length - db.Length;
        for (var o = 0; o < db.Length; o++)
        {
            dsigmab[o] = db[o] * noise[inputs + o];
            for (var i = 0; i < inputs; i++)
                dsigma[o * inputs + i] = dw[o * inputs + i] * noise[inputs + o] * noise[i];
        }
    }

    private static (double E0, double E1) Normals(uint x, uint y)
    {
        var radius = Math.Sqrt(-2 * Math.Log(((x >> 8) + 1) / 16777216.0));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * y / 4294967296.0);
        return (radius * cosine, radius * sine);
    }
}
