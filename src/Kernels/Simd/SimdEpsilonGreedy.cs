namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="EpsilonGreedy"/>: a plain loop over the states.</summary>
internal sealed unsafe class SimdEpsilonGreedy(SimdDevice device) : EpsilonGreedy
{
    protected override void ChooseCore(
        int actions, DeviceView<float> q, DeviceView<float> epsilons, DeviceView<float> uniforms, DeviceView<int> randomActions,
        DeviceView<int> chosen)
    {
        var row = q.Pointer(device);
        var epsilon = epsilons.Pointer(device);
        var uniform = uniforms.Pointer(device);
        var random = randomActions.Pointer(device);
        var action = chosen.Pointer(device);
        for (var n = 0L; n < chosen.Length; n++, row += actions)
            action[n] = uniform[n] < epsilon[n] ? random[n] : SimdRowMax.ArgMax(row, actions);
    }
}
