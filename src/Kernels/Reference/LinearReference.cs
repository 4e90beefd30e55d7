namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="Linear"/>: its formulas as plain loops, in double precision.</summary>
public static class LinearReference
{
    /// <summary>y[n,o] = activation(b[o] + sum over i of w[o,i] * x[n,i]).</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">[N, In].</param>
    /// <param name="w">[Out, In].</param>
    /// <param name="b">[Out].</param>
    /// <param name="y">[N, Out]; overwritten.</param>
    /// <param name="activation">Applied to the sum.</param>
    [Computes(Operation.LinearForward)]
    #region forward
    public static void Forward(
        in LinearShape shape, ReadOnlySpan<double> x, ReadOnlySpan<double> w, ReadOnlySpan<double> b, Span<double> y, Activation activation)
    {
        for (var n = 0; n < shape.N; n++)
            for (var o = 0; o < shape.Out; o++)
            {
                var z = b[o];
                for (var i = 0; i < shape.In; i++)
                    z += w[o * shape.In + i] * x[n * shape.In + i];
                y[n * shape.Out + o] = activation == Activation.Relu ? Math.Max(0, z) : z;
            }
    }
    #endregion

    /// <summary>
    /// dx[n,i] = sum over o of w[o,i] * dz[n,o], added to the old dx when accumulating, 0 where reluOutput is 0.
    /// </summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="dz">dL/dz [N, Out].</param>
    /// <param name="w">[Out, In].</param>
    /// <param name="dx">[N, In]; overwritten, or added to.</param>
    /// <param name="reluOutput">[N, In] or empty.</param>
    /// <param name="accumulate">True: add to dx.</param>
    [Computes(Operation.LinearBackwardInput)]
    #region input-gradient
    public static void BackwardInput(
        in LinearShape shape, ReadOnlySpan<double> dz, ReadOnlySpan<double> w, Span<double> dx, ReadOnlySpan<double> reluOutput = default,
        bool accumulate = false)
    {
        if (!accumulate)
            dx.Clear();
        for (var n = 0; n < shape.N; n++)
            for (var o = 0; o < shape.Out; o++)
                for (var i = 0; i < shape.In; i++)
                    dx[n * shape.In + i] += w[o * shape.In + i] * dz[n * shape.Out + o];
        if (!reluOutput.IsEmpty)
            ReluReference.Backward(reluOutput, dx, dx);
    }
    #endregion

    /// <summary>dw[o,i] = sum over n of dz[n,o] * x[n,i]; db[o] = sum over n of dz[n,o].</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="x">[N, In].</param>
    /// <param name="dz">dL/dz [N, Out].</param>
    /// <param name="dw">[Out, In]; overwritten.</param>
    /// <param name="db">[Out]; overwritten.</param>
    [Computes(Operation.LinearBackwardWeights)]
    #region weight-gradient
    public static void BackwardWeights(
        in LinearShape shape, ReadOnlySpan<double> x, ReadOnlySpan<double> dz, Span<double> dw, Span<double> db)
    {
        dw.Clear();
        db.Clear();
        for (var n = 0; n < shape.N; n++)
            for (var o = 0; o < shape.Out; o++)
            {
                db[o] += dz[n * shape.Out + o];
                for (var i = 0; i < shape.In; i++)
                    dw[o * shape.In + i] += dz[n * shape.Out + o] * x[n * shape.In + i];
            }
    }
    #endregion
}
