namespace DqnGpu.Kernels;

/// <summary>
/// Layer normalisation: each sample is shifted and scaled to mean 0 and variance 1 (Ba, Kiros, Hinton 2016, "Layer Normalization", eq. 3).
/// </summary>
/// <remarks>
/// <code>
/// mean[n] = sum over f of x[n,f] / F          rstd[n] = 1 / sqrt(sum over f of (x[n,f] - mean[n])^2 / F + <see cref="Epsilon"/>)
/// xhat[n,f] = (x[n,f] - mean[n]) rstd[n]      z[n,f] = gamma[f] xhat[n,f] + beta[f]        y = activation(z)
/// </code>
/// <para>With dz = dL/dz, and so for all others, and g[n,f] = gamma[f] dz[n,f]:</para>
/// <code>
/// dgamma[f] = sum over n of  dz[n,f] xhat[n,f]
/// dbeta[f]  = sum over n of  dz[n,f]
/// dx[n,f]   = rstd[n] (g[n,f] - sum over f' of g[n,f'] / F - xhat[n,f] sum over f' of g[n,f'] xhat[n,f'] / F)
/// </code>
/// <para>F is all features of a sample, whatever their shape. The variance is that of the sample itself, divided by F and not F - 1, as
/// PyTorch's.</para>
/// <para>A NaN makes its sample's mean, and so the whole sample, NaN.</para>
/// </remarks>
public abstract class LayerNorm
{
    /// <summary>Added to the variance.</summary>
    public const float Epsilon = 1e-5f;

    /// <summary>y, and the statistics that the backward pass reads.</summary>
    /// <param name="x">Input [N, F].</param>
    /// <param name="gamma">Scale [F].</param>
    /// <param name="beta">Shift [F].</param>
    /// <param name="y">Output [N, F]; written.</param>
    /// <param name="mean">[N]; written. Its length says how many samples there are.</param>
    /// <param name="rstd">[N], the reciprocal of the standard deviation; written.</param>
    /// <param name="activation">Applied before y is written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Forward(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> beta, DeviceView<float> y, DeviceView<float> mean, DeviceView<float> rstd,
        Activation activation)
    {
        BufferCheck.Length(beta, gamma.Length, "[F]");
        BufferCheck.Length(rstd, mean.Length, "[N]");
        BufferCheck.Length(x, mean.Length * gamma.Length, "[N, F]");
        BufferCheck.Length(y, mean.Length * gamma.Length, "[N, F]");
        ForwardCore(x, gamma, beta, y, mean, rstd, activation);
    }

    /// <summary>dx, 0 where x is 0 when <paramref name="inputIsRelu"/>.</summary>
    /// <param name="x">Input [N, F] of the forward pass.</param>
    /// <param name="gamma">Scale [F].</param>
    /// <param name="dz">dL/dz [N, F].</param>
    /// <param name="mean">[N] of the forward pass.</param>
    /// <param name="rstd">[N] of the forward pass.</param>
    /// <param name="dx">Gradient [N, F]; overwritten.</param>
    /// <param name="inputIsRelu">x is the output of a fused ReLU, whose backward pass is then done here.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void BackwardInput(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dx,
        bool inputIsRelu = false)
    {
        BufferCheck.Length(rstd, mean.Length, "[N]");
        BufferCheck.Length(x, mean.Length * gamma.Length, "[N, F]");
        BufferCheck.Length(dz, mean.Length * gamma.Length, "[N, F]");
        BufferCheck.Length(dx, mean.Length * gamma.Length, "[N, F]");
        BackwardInputCore(x, gamma, dz, mean, rstd, dx, inputIsRelu);
    }

    /// <summary>dgamma and dbeta.</summary>
    /// <param name="x">Input [N, F] of the forward pass.</param>
    /// <param name="dz">dL/dz [N, F].</param>
    /// <param name="mean">[N] of the forward pass.</param>
    /// <param name="rstd">[N] of the forward pass.</param>
    /// <param name="dgamma">Gradient [F]; overwritten.</param>
    /// <param name="dbeta">Gradient [F]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void BackwardWeights(
        DeviceView<float> x, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dgamma, DeviceView<float> dbeta)
    {
        BufferCheck.Length(dbeta, dgamma.Length, "[F]");
        BufferCheck.Length(rstd, mean.Length, "[N]");
        BufferCheck.Length(x, mean.Length * dgamma.Length, "[N, F]");
        BufferCheck.Length(dz, mean.Length * dgamma.Length, "[N, F]");
        BackwardWeightsCore(x, dz, mean, rstd, dgamma, dbeta);
    }

    /// <summary><c>Forward</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardCore(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> beta, DeviceView<float> y, DeviceView<float> mean, DeviceView<float> rstd,
        Activation activation);

    /// <summary><c>BackwardInput</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardInputCore(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dx,
        bool inputIsRelu);

    /// <summary><c>BackwardWeights</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardWeightsCore(
        DeviceView<float> x, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dgamma, DeviceView<float> dbeta);
}
