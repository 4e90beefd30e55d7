using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Adam: one kernel over the flat parameter buffer, and one thread that advances the schedule in front of it.</summary>
/// <remarks>
/// Seven floats move per parameter (read p, g, m, v; write p, m, v) for a dozen operations: memory decides, so four parameters a thread.
/// </remarks>
internal sealed class IlgpuAdam(IlgpuDevice device) : Adam
{
    private readonly IlgpuKernel<Arguments> advance = device.Kernel<Arguments>(AdvanceKernel);
    private readonly IlgpuKernel<Arguments> step = device.Kernel<Arguments>(StepKernel<ElementLoading>);
    private readonly IlgpuKernel<Arguments> vectorStep = device.Kernel<Arguments>(StepKernel<VectorLoading>);

    protected override void StepCore(
        in AdamSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule)
    {
        var arguments = new Arguments
        {
            Beta1 = settings.Beta1,
            Beta2 = settings.Beta2,
            Epsilon = settings.Epsilon,
            Parameters = device.Memory(parameters),
            Gradients = device.Memory(gradients),
            FirstMoment = device.Memory(firstMoment),
            SecondMoment = device.Memory(secondMoment),
            Schedule = device.Memory(schedule),
        };
        advance.Launch(new KernelConfig(1, 1), arguments);
        var vectorized = parameters.Length % 4 == 0 && IlgpuDevice.IsVectorAligned(parameters) && IlgpuDevice.IsVectorAligned(gradients)
            && IlgpuDevice.IsVectorAligned(firstMoment) && IlgpuDevice.IsVectorAligned(secondMoment);
        if (vectorized)
            vectorStep.LaunchFor(parameters.Length / 4, arguments);
        else
            step.LaunchFor(parameters.Length, arguments);
    }

    /// <summary>
    /// t = t + 1; c1 = beta1 c1 + 1 - beta1; c2 = beta2 c2 + 1 - beta2. One thread reads and writes the schedule [learning rate, t, c1,
    /// c2].
    /// </summary>
    private static void AdvanceKernel(Arguments arguments)
    {
        arguments.Schedule[1] += 1;
        arguments.Schedule[2] = arguments.Beta1 * arguments.Schedule[2] + (1 - arguments.Beta1);
        arguments.Schedule[3] = arguments.Beta2 * arguments.Schedule[3] + (1 - arguments.Beta2);
    }

    /// <summary>One Adam step.</summary>
    /// <remarks>
    /// <code>
    /// m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
    /// p = p - learningRate / c1 * m / (sqrt(v / c2) + epsilon)
    /// </code>
    /// Thread i owns parameter i, or parameters 4i .. 4i+3 when vectorised: reads p, g, m, v and the schedule, writes p, m, v.
    /// </remarks>
    private static void StepKernel<TLoading>(Arguments arguments) where TLoading : struct, ITileLoading
    {
        var i = Grid.GlobalIndex.X;
        var rate = arguments.Schedule[0] / arguments.Schedule[2];
        var secondScale = 1 / arguments.Schedule[3];
        if (TLoading.Vectorized)
        {
            if (i >= arguments.Parameters.IntLength / 4)
                return;
            var p = arguments.Parameters.Cast<Float4>()[i];
            var g = arguments.Gradients.Cast<Float4>()[i];
            var m = arguments.FirstMoment.Cast<Float4>()[i];
            var v = arguments.SecondMoment.Cast<Float4>()[i];
            Update(arguments, rate, secondScale, ref p.X, g.X, ref m.X, ref v.X);
            Update(arguments, rate, secondScale, ref p.Y, g.Y, ref m.Y, ref v.Y);
            Update(arguments, rate, secondScale, ref p.Z, g.Z, ref m.Z, ref v.Z);
            Update(arguments, rate, secondScale, ref p.W, g.W, ref m.W, ref v.W);
            arguments.Parameters.Cast<Float4>()[i] = p;
            arguments.FirstMoment.Cast<Float4>()[i] = m;
            arguments.SecondMoment.Cast<Float4>()[i] = v;
        }
        else if (i < arguments.Parameters.Length)
        {
            Update(
                arguments, rate, secondScale, ref arguments.Parameters[i], arguments.Gradients[i], ref arguments.FirstMoment[i],
                ref arguments.SecondMoment[i]);
        }
    }

    private static void Update(Arguments arguments, float rate, float secondScale, ref float p, float g, ref float m, ref float v)
    {
        var first = arguments.Beta1 * m + (1 - arguments.Beta1) * g;
        var second = arguments.Beta2 * v + (1 - arguments.Beta2) * g * g;
        m = first;
        v = second;
        p -= rate * first / (MathF.Sqrt(second * secondScale) + arguments.Epsilon);
    }

    internal struct Arguments
    {
        public float Beta1;
        public float Beta2;
        public float Epsilon;

        /// <summary>[P].</summary>
        public ArrayView<float> Parameters;

        /// <summary>[P].</summary>
        public ArrayView<float> Gradients;

        /// <summary>m [P].</summary>
        public ArrayView<float> FirstMoment;

        /// <summary>v [P].</summary>
        public ArrayView<float> SecondMoment;

        /// <summary>[4]: learning rate, t, c1, c2.</summary>
        public ArrayView<float> Schedule;
    }
}
