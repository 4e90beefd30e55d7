namespace DqnGpu.Kernels;

/// <summary>Lets an optimiser step as if the first layer's inputs were counted from a centre c instead of from 0.</summary>
/// <remarks>
/// <para>A picture is mostly background, at a gray value far from 0. Then every step of a weight w[m, k] moves the outputs everywhere, by the background
/// times the sum of the M steps, and what the few other pixels say is lost among it: the problem is badly conditioned (LeCun, Bottou, Orr and Müller 1998,
/// "Efficient BackProp", section 4.3). With inputs x - c the same functions have other coordinates:</para>
/// <code>
/// y[k] = sum over m of x[m] w[m, k] + b[k]  =  sum over m of (x[m] - c) w[m, k] + b'[k]         b'[k] = b[k] + c sum over m of w[m, k]
/// dL/dw in the coordinates (w, b')          =  dL/dw in the coordinates (w, b) - c dL/db        dL/db' = dL/db
/// </code>
/// <para>So parameters and passes stay as they are, for inputs x, and only a step of the optimiser is made in (w, b'): <see cref="MoveGradient"/>,
/// <see cref="MoveBias"/> by c, the step, <see cref="MoveBias"/> by -c. For an optimiser as Adam, which scales each coordinate by itself, that is another
/// step than in (w, b).</para>
/// <para>Weights lie as a first convolution's, [R, S, C, K]: M = R S C rows of K filters. NaN goes through.</para>
/// </remarks>
public abstract class InputCentre
{
    /// <summary>b[k] = b[k] + c sum over m of w[m, k]. The sum has a fixed order.</summary>
    /// <param name="centre">c, in the units of the layer's input: byte / 255.</param>
    /// <param name="weights">[M, K].</param>
    /// <param name="bias">[K]; changed.</param>
    /// <exception cref="ArgumentException">The weights are not whole rows of K.</exception>
    public void MoveBias(float centre, DeviceView<float> weights, DeviceView<float> bias)
    {
        CheckRows(weights, bias);
        MoveBiasCore(centre, weights, bias);
    }

    /// <summary>dw[m, k] = dw[m, k] - c db[k].</summary>
    /// <param name="centre">c, in the units of the layer's input: byte / 255.</param>
    /// <param name="weightGradient">[M, K]; changed.</param>
    /// <param name="biasGradient">[K].</param>
    /// <exception cref="ArgumentException">The gradient is not whole rows of K.</exception>
    public void MoveGradient(float centre, DeviceView<float> weightGradient, DeviceView<float> biasGradient)
    {
        CheckRows(weightGradient, biasGradient);
        MoveGradientCore(centre, weightGradient, biasGradient);
    }

    /// <summary><c>MoveBias</c> on the device, once the lengths are checked.</summary>
    protected abstract void MoveBiasCore(float centre, DeviceView<float> weights, DeviceView<float> bias);

    /// <summary><c>MoveGradient</c> on the device, once the lengths are checked.</summary>
    protected abstract void MoveGradientCore(float centre, DeviceView<float> weightGradient, DeviceView<float> biasGradient);

    private static void CheckRows(DeviceView<float> weights, DeviceView<float> bias)
    {
        if (bias.Length == 0 || weights.Length % bias.Length != 0)
            throw new ArgumentException($"Weights [M, K] are whole rows of K = {bias.Length} numbers, but have {weights.Length}.", nameof(weights));
    }
}
