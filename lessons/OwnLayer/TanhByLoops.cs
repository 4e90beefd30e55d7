using DqnGpu.Kernels;
using DqnGpu.Kernels.Simd;
using DqnGpu.Nn;

namespace DqnGpu.Lessons.OwnLayer;

#region pass
/// <summary>tanh on the host's processor: the same in plain loops over its memory.</summary>
internal sealed class TanhByLoops(SimdDevice device, TanhLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
{
    public override void Forward(DeviceView<float> x, DeviceView<float> parameters)
    {
        var from = device.Memory(x);
        var to = device.Memory(Output.View);
        for (var i = 0; i < from.Length; i++)
            to[i] = MathF.Tanh(from[i]);
    }

    public override void Backward(
        DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx, bool inputIsRelu)
    {
        if (dx.IsEmpty)
            return;
        var y = device.Memory(Output.View);
        var dy = device.Memory(dz);
        var to = device.Memory(dx);
        for (var i = 0; i < to.Length; i++)
            to[i] = inputIsRelu && y[i] == 0 ? 0f : dy[i] * (1 - y[i] * y[i]);
    }
}
#endregion
