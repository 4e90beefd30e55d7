namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="Conv2d"/>: its formulas as plain loops, in double precision.</summary>
/// <remarks>
/// All three passes walk the same loops, over output positions (n, p, q), filters k and kernel elements (r, s, c); each product
/// x * w of the forward pass has one partner in each gradient, by the product rule. Only the line in the middle differs.
/// </remarks>
public static class Conv2dReference
{
    /// <summary>z[n,p,q,k] = b[k] + sum of w[r,s,c,k] * x[n, p*stride + r, q*stride + s, c], y = activation(z).</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">[N, H, W, C].</param>
    /// <param name="w">[R, S, C, K].</param>
    /// <param name="b">[K].</param>
    /// <param name="y">[N, P, Q, K]; overwritten.</param>
    /// <param name="activation">Applied to the sum.</param>
    [Computes(Operation.ConvolutionForward, Operation.ConvolutionForwardFromFrames)]
    #region forward
    public static void Forward(
        in Conv2dShape shape, ReadOnlySpan<double> x, ReadOnlySpan<double> w, ReadOnlySpan<double> b, Span<double> y, Activation activation)
    {
        for (var n = 0; n < shape.N; n++)
            for (var p = 0; p < shape.P; p++)
                for (var q = 0; q < shape.Q; q++)
                    for (var k = 0; k < shape.K; k++)
                    {
                        var z = b[k];
                        for (var r = 0; r < shape.R; r++)
                            for (var s = 0; s < shape.S; s++)
                                for (var c = 0; c < shape.C; c++)
                                    z += w[Weight(shape, r, s, c, k)] * x[Input(shape, n, p * shape.Stride + r, q * shape.Stride + s, c)];
                        y[Output(shape, n, p, q, k)] = activation == Activation.Relu ? Math.Max(0, z) : z;
                    }
    }
    #endregion

    /// <summary>dx[n,h,w,c] = sum of w[r,s,c,k] * dz[n,p,q,k] over all k and all (p, r), (q, s) that meet at (h, w).</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="dz">dL/dz [N, P, Q, K].</param>
    /// <param name="w">[R, S, C, K].</param>
    /// <param name="dx">[N, H, W, C]; overwritten.</param>
    /// <param name="reluOutput">[N, H, W, C] or empty; where it is 0, dx is 0.</param>
    [Computes(Operation.ConvolutionBackwardInput)]
    #region input-gradient
    public static void BackwardInput(
        in Conv2dShape shape, ReadOnlySpan<double> dz, ReadOnlySpan<double> w, Span<double> dx, ReadOnlySpan<double> reluOutput = default)
    {
        dx.Clear();
        for (var n = 0; n < shape.N; n++)
            for (var p = 0; p < shape.P; p++)
                for (var q = 0; q < shape.Q; q++)
                    for (var k = 0; k < shape.K; k++)
                        for (var r = 0; r < shape.R; r++)
                            for (var s = 0; s < shape.S; s++)
                                for (var c = 0; c < shape.C; c++)
                                    dx[Input(shape, n, p * shape.Stride + r, q * shape.Stride + s, c)] +=
                                        w[Weight(shape, r, s, c, k)] * dz[Output(shape, n, p, q, k)];
        if (!reluOutput.IsEmpty)
            ReluReference.Backward(reluOutput, dx, dx);
    }
    #endregion

    /// <summary>dw[r,s,c,k] = sum over n, p, q of x[n, p*stride + r, q*stride + s, c] * dz[n,p,q,k]; db[k] = sum of dz[n,p,q,k].</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">[N, H, W, C].</param>
    /// <param name="dz">dL/dz [N, P, Q, K].</param>
    /// <param name="dw">[R, S, C, K]; overwritten.</param>
    /// <param name="db">[K]; overwritten.</param>
    [Computes(Operation.ConvolutionBackwardWeights, Operation.ConvolutionBackwardWeightsFromFrames)]
    #region weight-gradient
    public static void BackwardWeights(
        in Conv2dShape shape, ReadOnlySpan<double> x, ReadOnlySpan<double> dz, Span<double> dw, Span<double> db)
    {
        dw.Clear();
        db.Clear();
        for (var n = 0; n < shape.N; n++)
            for (var p = 0; p < shape.P; p++)
                for (var q = 0; q < shape.Q; q++)
                    for (var k = 0; k < shape.K; k++)
                    {
                        db[k] += dz[Output(shape, n, p, q, k)];
                        for (var r = 0; r < shape.R; r++)
                            for (var s = 0; s < shape.S; s++)
                                for (var c = 0; c < shape.C; c++)
                                    dw[Weight(shape, r, s, c, k)] +=
                                        x[Input(shape, n, p * shape.Stride + r, q * shape.Stride + s, c)] * dz[Output(shape, n, p, q, k)];
                    }
    }
    #endregion

    /// <summary>x[n,h,w,c] = frames[n,c,h,w] / 255: what the first layer's passes see in place of the bytes.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="frames">[N, C, H, W].</param>
    /// <param name="x">[N, H, W, C]; overwritten.</param>
    public static void ScaleFrames(in Conv2dShape shape, ReadOnlySpan<byte> frames, Span<double> x)
    {
        for (var n = 0; n < shape.N; n++)
            for (var c = 0; c < shape.C; c++)
                for (var h = 0; h < shape.H; h++)
                    for (var w = 0; w < shape.W; w++)
                        x[Input(shape, n, h, w, c)] = frames[((n * shape.C + c) * shape.H + h) * shape.W + w] / 255.0;
    }

    private static int Input(in Conv2dShape shape, int n, int h, int w, int c) => ((n * shape.H + h) * shape.W + w) * shape.C + c;

    private static int Weight(in Conv2dShape shape, int r, int s, int c, int k) => ((r * shape.S + s) * shape.C + c) * shape.K + k;

    private static int Output(in Conv2dShape shape, int n, int p, int q, int k) => ((n * shape.P + p) * shape.Q + q) * shape.K + k;
}
