namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="RegressionLoss"/>: one plain pass. The sum runs in the order of the elements, in double precision: there may be very many.</summary>
internal sealed unsafe class SimdRegressionLoss(SimdDevice device) : RegressionLoss
{
    [Computes(Operation.RegressionLoss)]
    protected override void ComputeCore(
        LossKind kind, DeviceView<float> outputs, DeviceView<float> targets, DeviceView<float> gradient, DeviceView<float> loss)
    {
        var y = outputs.Pointer(device);
        var target = targets.Pointer(device);
        var dy = gradient.Pointer(device);
        var count = outputs.Length;
        var sum = 0.0;
        for (var i = 0L; i < count; i++)
        {
            var error = y[i] - target[i];
            sum += ErrorFunction.Value(kind, error);
            dy[i] = ErrorFunction.Derivative(kind, error) / count;
        }
        *loss.Pointer(device) = (float)(sum / count);
    }
}
