using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// Adam: one kernel over the parameters. The last group of the last part to finish advances the schedule; where groups cannot be counted, a second
/// kernel does.
/// </summary>
/// <remarks>
/// Seven floats move per parameter (read p, g, m, v; write p, m, v) for a dozen operations: memory decides, so four parameters at a time.
/// </remarks>
internal sealed class IlgpuAdam(IlgpuDevice device) : Adam
{
    /// <summary>Groups of 256 threads that a multiprocessor holds: 2,048 threads.</summary>
    private const int GroupsPerMultiprocessor = 8;

    /// <summary>
    /// The same in a branch. The groups of the operations beside it find room where this kernel's do not fill the GPU, and one group of 256 threads has
    /// 16 KB under way, which is about what a multiprocessor's share of the memory's bandwidth needs.
    /// </summary>
    private const int GroupsBesideOthers = 1;

    private readonly IlgpuKernel<Arguments> advance = device.Kernel<Arguments>(AdvanceKernel);
    private readonly IlgpuKernel<Arguments> elements = device.Kernel<Arguments>(StepKernel<ElementLoading, PlainWork>);
    private readonly IlgpuKernel<Arguments> vectors = device.Kernel<Arguments>(StepKernel<VectorLoading, PlainWork>);
    private readonly IlgpuKernel<Arguments> countedElements = device.Kernel<Arguments>(StepKernel<ElementLoading, WarpWork>);
    private readonly IlgpuKernel<Arguments> countedVectors = device.Kernel<Arguments>(StepKernel<VectorLoading, WarpWork>);
    private DeviceBuffer<int>? finishedGroups;

    [Computes(Operation.Adam)]
    protected override void StepCore(
        in AdamSettings settings, DeviceView<float> parameters, DeviceView<float> gradients, DeviceView<float> firstMoment,
        DeviceView<float> secondMoment, DeviceView<float> schedule, bool isLastPart)
    {
        finishedGroups ??= device.Allocate<int>(1);
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
            FinishedGroups = device.Memory<int>(finishedGroups),
        };
        var vectorized = parameters.Length % 4 == 0 && IlgpuDevice.IsVectorAligned(parameters) && IlgpuDevice.IsVectorAligned(gradients)
            && IlgpuDevice.IsVectorAligned(firstMoment) && IlgpuDevice.IsVectorAligned(secondMoment);
        var configuration = new KernelConfig(Groups(vectorized ? parameters.Length / 4 : parameters.Length), device.GroupSize);
        if (isLastPart && device.HasWarps)
        {
            (vectorized ? countedVectors : countedElements).Launch(configuration, arguments);
            return;
        }
        (vectorized ? vectors : elements).Launch(configuration, arguments);
        if (isLastPart)
            advance.Launch(new KernelConfig(1, 1), arguments);
    }

    /// <summary>As many groups as run at once, or fewer where then every thread still makes the same number of rounds.</summary>
    private int Groups(long pieces)
    {
        var all = (pieces + device.GroupSize - 1) / device.GroupSize;
        var atOnce = (long)device.Multiprocessors * (device.IsInBranch ? GroupsBesideOthers : GroupsPerMultiprocessor);
        var rounds = (all + atOnce - 1) / atOnce;
        return (int)((all + rounds - 1) / rounds);
    }

    /// <summary>One thread advances the schedule [learning rate, t, c1, c2].</summary>
    private static void AdvanceKernel(Arguments arguments) => Advance(arguments);

    /// <summary>t = t + 1; c1 = beta1 c1 + 1 - beta1; c2 = beta2 c2 + 1 - beta2.</summary>
    private static void Advance(Arguments arguments)
    {
        arguments.Schedule[1] += 1;
        arguments.Schedule[2] = Advanced(arguments.Schedule[2], arguments.Beta1);
        arguments.Schedule[3] = Advanced(arguments.Schedule[3], arguments.Beta2);
    }

    private static float Advanced(float correction, float beta) => beta * correction + (1 - beta);

    /// <summary>One Adam step.</summary>
    /// <remarks>
    /// <code>
    /// m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
    /// p = p - learningRate / c1 * m / (sqrt(v / c2) + epsilon)
    /// </code>
    /// Thread i owns the parameters i, i + threads, ..., or the groups of four 4i .. 4i+3, ... when vectorised: reads p, g, m, v and the schedule, writes
    /// p, m, v. The schedule still holds the step before; every thread advances it for itself. Where groups are counted (the last part, on a GPU with
    /// warps), the last one to finish advances it in memory, when no other will read it any more.
    /// </remarks>
    [Computes(Operation.Adam, Depth = 1)]
    private static void StepKernel<TLoading, TWork>(Arguments arguments)
        where TLoading : struct, ITileLoading
        where TWork : struct, IGroupWork
    {
        var rate = arguments.Schedule[0] / Advanced(arguments.Schedule[2], arguments.Beta1);
        var secondScale = 1 / Advanced(arguments.Schedule[3], arguments.Beta2);
        var pieces = TLoading.Vectorized ? arguments.Parameters.IntLength / 4 : arguments.Parameters.IntLength;
        for (var i = Grid.GlobalIndex.X; i < pieces; i += Grid.DimX * Group.DimX)
        {
            if (TLoading.Vectorized)
            {
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
            else
            {
                Update(
                    arguments, rate, secondScale, ref arguments.Parameters[i], arguments.Gradients[i], ref arguments.FirstMoment[i],
                    ref arguments.SecondMoment[i]);
            }
        }
        if (!TWork.HasWarps)
            return;
        // The barrier comes behind this group's reads of the schedule, and the count behind the barrier.
        Group.Barrier();
        if (Group.IdxX != 0)
            return;
        MemoryFence.DeviceLevel();
        if (Atomic.Add(ref arguments.FinishedGroups[0], 1) != Grid.DimX - 1)
            return;
        MemoryFence.DeviceLevel();
        arguments.FinishedGroups[0] = 0;
        Advance(arguments);
    }

    /// <summary>
    /// The least number of which a GPU takes the root the quick way. Parameters of dead units have a second moment of 0, and a warp takes
    /// the slow way, another third of its instructions, for one of its lanes alone. Its root, 6e-16, is nothing beside epsilon.
    /// </summary>
    private const float LeastForQuickRoot = 4e-31f;

    [Computes(Operation.Adam, Depth = 2)]
    #region update
    private static void Update(Arguments arguments, float rate, float secondScale, ref float p, float g, ref float m, ref float v)
    {
        var first = arguments.Beta1 * m + (1 - arguments.Beta1) * g;
        var second = arguments.Beta2 * v + (1 - arguments.Beta2) * g * g;
        m = first;
        v = second;
        p -= rate * first / (MathF.Sqrt(MathF.Max(second * secondScale, LeastForQuickRoot)) + arguments.Epsilon);
    }
    #endregion

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

        /// <summary>[1]: groups that have finished, 0 between launches.</summary>
        public ArrayView<int> FinishedGroups;
    }
}
