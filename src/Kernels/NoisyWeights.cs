namespace DqnGpu.Kernels;

/// <summary>What <see cref="NoisyWeights.Forward"/> reads and writes.</summary>
public readonly record struct NoisyWeightsBuffers
{
    /// <summary>mu of the weights [Out, In].</summary>
    public required DeviceView<float> WeightMu { get; init; }

    /// <summary>sigma of the weights [Out, In].</summary>
    public required DeviceView<float> WeightSigma { get; init; }

    /// <summary>mu of the bias [Out].</summary>
    public required DeviceView<float> BiasMu { get; init; }

    /// <summary>sigma of the bias [Out].</summary>
    public required DeviceView<float> BiasSigma { get; init; }

    /// <summary>
    /// f(e_i) of the inputs, then f(e_o) of the outputs [In + Out]; written, and read by <see cref="NoisyWeights.Backward"/>.
    /// </summary>
    public required DeviceView<float> Noise { get; init; }

    /// <summary>w [Out, In]; written.</summary>
    public required DeviceView<float> Weights { get; init; }

    /// <summary>b [Out]; written.</summary>
    public required DeviceView<float> Bias { get; init; }
}

/// <summary>
/// Weights with learned, factorised Gaussian noise (Fortunato et al. 2018, "Noisy Networks for Exploration", eq. 9 to 11): what a linear
/// layer multiplies with then.
/// </summary>
/// <remarks>
/// <code>
/// w[o,i] = mu[o,i] + sigma[o,i] f(e_o) f(e_i)        b[o] = mub[o] + sigmab[o] f(e_o)        f(x) = sign(x) sqrt(|x|), e standard normal
/// </code>
/// <para>With dw = dL/dw, and so for all others; dmu is dw, and dmub is db:</para>
/// <code>
/// dsigma[o,i] = dw[o,i] f(e_o) f(e_i)        dsigmab[o] = db[o] f(e_o)
/// </code>
/// <para>The noise is a function of a key, of a number that is read from the device's memory when the operation runs, and of the place in
/// the vector: Philox and Box-Muller (<see cref="Philox"/>). So a captured graph has new noise whenever that number is another one, and
/// nothing is kept between two draws. The same key and number give the same bits on the same device; on all devices they are the same
/// numbers but for rounding.</para>
/// </remarks>
public abstract class NoisyWeights
{
    /// <summary>Draws the noise and makes weights and bias: one pass over the weights.</summary>
    /// <param name="key">Which noise: another key gives independent numbers.</param>
    /// <param name="draw">The number of the draw [1]. Empty: no noise, so that w is mu and b is mub.</param>
    /// <param name="buffers">Everything else.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Forward(ulong key, DeviceView<int> draw, in NoisyWeightsBuffers buffers)
    {
        var outputs = buffers.Bias.Length;
        var inputs = buffers.Noise.Length - outputs;
        BufferCheck.LengthOrEmpty(draw, 1, "[1]");
        BufferCheck.Length(buffers.WeightMu, outputs * inputs, "[Out, In]");
        BufferCheck.Length(buffers.WeightSigma, outputs * inputs, "[Out, In]");
        BufferCheck.Length(buffers.Weights, outputs * inputs, "[Out, In]");
        BufferCheck.Length(buffers.BiasMu, outputs, "[Out]");
        BufferCheck.Length(buffers.BiasSigma, outputs, "[Out]");
        ForwardCore(key, draw, buffers);
    }

    /// <summary>dsigma and dsigmab.</summary>
    /// <param name="noise">[In + Out] of the forward pass.</param>
    /// <param name="dw">dL/dw [Out, In].</param>
    /// <param name="db">dL/db [Out].</param>
    /// <param name="dsigma">Gradient [Out, In]; overwritten.</param>
    /// <param name="dsigmab">Gradient [Out]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Backward(DeviceView<float> noise, DeviceView<float> dw, DeviceView<float> db, DeviceView<float> dsigma, DeviceView<float> dsigmab)
    {
        var inputs = noise.Length - db.Length;
        BufferCheck.Length(dw, db.Length * inputs, "[Out, In]");
        BufferCheck.Length(dsigma, db.Length * inputs, "[Out, In]");
        BufferCheck.Length(dsigmab, db.Length, "[Out]");
        BackwardCore(noise, dw, db, dsigma, dsigmab);
    }

    /// <summary><c>Forward</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardCore(ulong key, DeviceView<int> draw, in NoisyWeightsBuffers buffers);

    /// <summary><c>Backward</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardCore(
        DeviceView<float> noise, DeviceView<float> dw, DeviceView<float> db, DeviceView<float> dsigma, DeviceView<float> dsigmab);
}
