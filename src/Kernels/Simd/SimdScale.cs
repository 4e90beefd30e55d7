namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="Scale"/>: one element per lane.</summary>
internal sealed unsafe class SimdScale(SimdDevice device) : Scale
{
    protected override void ApplyCore(float factor, DeviceView<float> x) =>
        Elementwise.Run(device, x.Length, new ScaleLoop(x.Pointer(device), factor));
}
