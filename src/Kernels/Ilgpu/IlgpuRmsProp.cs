using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>RMSProp: one kernel over the flat parameter buffer, one thread a parameter.</summary>
internal sealed class IlgpuRmsProp(IlgpuDevice device) : RmsProp
{
    private readonly IlgpuKernel<Arguments> step = device.Kernel<Arguments>(StepKernel);

    [Computes(Operation.RmsProp)]
    protected override void StepCore(
        in RmsPropSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule) =>
        step.LaunchFor(parameters.Length, new()
        {
            Decay = settings.Decay,
            Epsilon = settings.Epsilon,
            IsCentred = settings.Centred ? 1 : 0,
            EpsilonInsideRoot = settings.EpsilonInsideRoot ? 1 : 0,
            Parameters = device.Memory(parameters),
            Gradients = device.Memory(gradients),
            FirstMoment = device.Memory(firstMoment),
            SecondMoment = device.Memory(secondMoment),
            Schedule = device.Memory(schedule),
        });

    /// <summary>One RMSProp step.</summary>
    /// <remarks>
    /// <code>
    /// v = decay v + (1 - decay) g^2        m = decay m + (1 - decay) g  (centred)        s = v - m^2  or  v
    /// p = p - learningRate * g / sqrt(s + epsilon)   or   learningRate * g / (sqrt(s) + epsilon)
    /// </code>
    /// Thread i owns parameter i: reads p, g, v (and m) and the learning rate, writes p, v (and m).
    /// </remarks>
    [Computes(Operation.RmsProp, Depth = 1)]
    private static void StepKernel(Arguments arguments)
    {
        var i = Grid.GlobalIndex.X;
        if (i >= arguments.Parameters.Length)
            return;
        var g = arguments.Gradients[i];
        var second = arguments.Decay * arguments.SecondMoment[i] + (1 - arguments.Decay) * g * g;
        arguments.SecondMoment[i] = second;
        if (arguments.IsCentred != 0)
        {
            var first = arguments.Decay * arguments.FirstMoment[i] + (1 - arguments.Decay) * g;
            arguments.FirstMoment[i] = first;
            // Not the GPU's maximum, which drops NaN.
            var variance = second - first * first;
            second = variance < 0 ? 0f : variance;
        }
        var denominator = arguments.EpsilonInsideRoot != 0
            ? MathF.Sqrt(second + arguments.Epsilon)
            : MathF.Sqrt(second) + arguments.Epsilon;
        arguments.Parameters[i] -= arguments.Schedule[0] * g / denominator;
    }

    internal struct Arguments
    {
        public float Decay;
        public float Epsilon;
        public int IsCentred;
        public int EpsilonInsideRoot;

        /// <summary>[P].</summary>
        public ArrayView<float> Parameters;

        /// <summary>[P].</summary>
        public ArrayView<float> Gradients;

        /// <summary>m [P]; used when centred.</summary>
        public ArrayView<float> FirstMoment;

        /// <summary>v [P].</summary>
        public ArrayView<float> SecondMoment;

        /// <summary>[1]: learning rate.</summary>
        public ArrayView<float> Schedule;
    }
}
