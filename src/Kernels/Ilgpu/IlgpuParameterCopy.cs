using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Target network copies: one thread a parameter.</summary>
/// <remarks>Both are kernels, not driver copies, because every accelerator then orders them with the other kernels of the stream.</remarks>
internal sealed class IlgpuParameterCopy(IlgpuDevice device) : ParameterCopy
{
    private readonly IlgpuKernel<Arguments> hard = device.Kernel<Arguments>(HardKernel);
    private readonly IlgpuKernel<Arguments> soft = device.Kernel<Arguments>(SoftKernel);

    protected override void HardCore(DeviceView<float> online, DeviceView<float> target) =>
        hard.LaunchFor(target.Length, new() { Online = device.Memory(online), Target = device.Memory(target) });

    protected override void SoftCore(float tau, DeviceView<float> online, DeviceView<float> target) =>
        soft.LaunchFor(target.Length, new() { Tau = tau, Online = device.Memory(online), Target = device.Memory(target) });

    /// <summary>target[i] = online[i]. Thread i reads online[i] and writes target[i].</summary>
    private static void HardKernel(Arguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i < arguments.Target.Length)
            arguments.Target[i] = arguments.Online[i];
    }

    /// <summary>target[i] = (1 - tau) target[i] + tau online[i]. Thread i reads both and writes target[i].</summary>
    private static void SoftKernel(Arguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i < arguments.Target.Length)
            arguments.Target[i] = (1 - arguments.Tau) * arguments.Target[i] + arguments.Tau * arguments.Online[i];
    }

    internal struct Arguments
    {
        public float Tau;

        /// <summary>[P].</summary>
        public ArrayView<float> Online;

        /// <summary>[P].</summary>
        public ArrayView<float> Target;
    }
}
