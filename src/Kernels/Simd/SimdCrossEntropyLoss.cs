namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="CrossEntropyLoss"/>: one plain pass over the samples; all sums run in their order.</summary>
internal sealed unsafe class SimdCrossEntropyLoss(SimdDevice device) : CrossEntropyLoss
{
    [Computes(Operation.CrossEntropyLoss)]
    protected override void ComputeCore(
        int classes, DeviceView<float> outputs, DeviceView<int> labels, DeviceView<float> gradient, DeviceView<float> loss)
    {
        var n = (int)labels.Length;
        var z = outputs.Pointer(device);
        var dz = gradient.Pointer(device);
        var label = labels.Pointer(device);
        IndexCheck.Within(new(label, n), 0, classes - 1, nameof(labels), nameof(Compute));
        var total = 0.0;
        for (var i = 0; i < n; i++, z += classes, dz += classes)
        {
            var greatest = z[SimdRowMax.ArgMax(z, classes)];
            var ofLabel = z[label[i]] - greatest;
            var sum = 0f;
            for (var o = 0; o < classes; o++)
                sum += dz[o] = MathF.Exp(z[o] - greatest);
            total += MathF.Log(sum) - ofLabel;
            for (var o = 0; o < classes; o++)
                dz[o] = (dz[o] / sum - (o == label[i] ? 1 : 0)) / n;
        }
        *loss.Pointer(device) = (float)(total / n);
    }
}
