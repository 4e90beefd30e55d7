using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The head in two kernels: one group a sample, from the last features to their gradient; and beside what follows, the sums over samples.</summary>
internal sealed class IlgpuTdHead(IlgpuDevice device) : TdHead(device)
{
    private readonly IlgpuKernel<Arguments> sampleVectors = device.Kernel<Arguments>(SampleKernel<VectorLoading>);
    private readonly IlgpuKernel<Arguments> sampleElements = device.Kernel<Arguments>(SampleKernel<ElementLoading>);
    private readonly IlgpuKernel<Arguments> sums = device.Kernel<Arguments>(SumKernel);
    private DeviceBuffer<float>? samples;

    protected override void ComputeCore(in LinearShape shape, LossKind kind, in TdHeadBuffers buffers)
    {
        var networks = buffers.NextOnline is null ? 2 : 3;
        if (networks * shape.Out > HeadLayer.MostValues)
        {
            base.ComputeCore(shape, kind, buffers);
            return;
        }
        if (samples is null || samples.Length < 2 * shape.N)
        {
            samples?.Dispose();
            samples = device.Allocate<float>(2 * shape.N);
        }
        ReadOnlySpan<LayerBuffers<float>> all = [buffers.Online, buffers.NextTarget, buffers.NextOnline ?? buffers.NextTarget];
        var memory = device.Memory(all);
        var arguments = new Arguments
        {
            Head = new HeadLayer(shape, networks, memory),
            Samples = shape.N,
            IsHuber = kind == LossKind.Huber ? 1 : 0,
            HasWeights = buffers.Weights.IsEmpty ? 0 : 1,
            InputIsRelu = buffers.InputIsRelu ? 1 : 0,
            Taken = device.Memory(buffers.Actions),
            Rewards = device.Memory(buffers.Rewards),
            Discounts = device.Memory(buffers.Discounts),
            Weights = device.MemoryOr(buffers.Weights, memory.Inputs.First),
            Gradient = device.Memory(buffers.Gradient),
            InputGradient = device.Memory(buffers.InputGradient),
            WeightGradient = device.Memory(buffers.WeightGradient),
            BiasGradient = device.Memory(buffers.BiasGradient),
            Errors = device.Memory(buffers.Errors),
            Statistics = device.Memory(buffers.Statistics),
            Losses = device.Memory(samples.Slice(0, shape.N)),
            Maxima = device.Memory(samples.Slice(shape.N, shape.N)),
        };
        var vectorized = shape.In % 4 == 0 && memory.InputsAndWeightsAligned && IlgpuDevice.IsVectorAligned(buffers.InputGradient);
        (vectorized ? sampleVectors : sampleElements).Launch(new KernelConfig(shape.N, device.GroupSize), arguments);
        using (device.Branch())
        {
            var groups = (shape.Out * (shape.In + 1) + device.GroupSize - 1) / device.GroupSize;
            sums.Launch(new KernelConfig(groups + 1, device.GroupSize), arguments);
        }
    }

    /// <summary>One sample: action values, target, error, dL/dq and dL/dh.</summary>
    /// <remarks>
    /// <code>
    /// q[a] = b[a] + sum over i of h[i] w[a, i]    for each network        y = r + discount * q'(s', a*)        d = q(s, a) - y
    /// dq[a] = weight l'(d) / N for the action taken, else 0               dh[i] = dq[taken] w[taken, i], or 0 where the ReLU h[i] is 0
    /// </code>
    /// Group n is sample n, whose action values all threads make together (<see cref="HeadLayer.ActionValues"/>). Then every thread computes the error for
    /// itself from the values in shared memory, and takes its share of dh. Reads row n of each h, all w and b, and the transition; writes row n of
    /// each q, of dq and dh, the error, and the sample's loss and maximum.
    /// </remarks>
    private static void SampleKernel<TLoading>(Arguments arguments) where TLoading : struct, ITileLoading
    {
        var values = SharedMemory.Allocate<float>(HeadLayer.MostValues);
        var n = Grid.IdxX;
        var actions = arguments.Head.Actions.Value;
        HeadLayer.ActionValues<TLoading>(arguments.Head, n, values);

        var next = GreedyAction.ArgMax(values.SubView(arguments.Head.Networks == 3 ? 2 * actions : actions, actions), 0, actions);
        var taken = arguments.Taken[n];
        var error = new ErrorTerm(
            values[taken], arguments.Rewards[n] + arguments.Discounts[n] * values[actions + next],
            arguments.HasWeights != 0 ? arguments.Weights[n] : 1f, arguments.IsHuber, arguments.Samples);

        WriteInputGradient<TLoading>(arguments, n, taken, error.Derivative);
        for (var a = Group.IdxX; a < actions; a += Group.DimX)
            arguments.Gradient[n * actions + a] = a == taken ? error.Derivative : 0f;
        if (Group.IdxX != 0)
            return;
        arguments.Errors[n] = error.Error;
        arguments.Losses[n] = error.Loss;
        arguments.Maxima[n] = values[GreedyAction.ArgMax(values, 0, actions)];
    }

    private static void WriteInputGradient<TLoading>(Arguments arguments, int n, int taken, float g) where TLoading : struct, ITileLoading
    {
        if (TLoading.Vectorized)
        {
            var vectors = arguments.Head.Features.Value >> 2;
            for (var i = Group.IdxX; i < vectors; i += Group.DimX)
            {
                var w = arguments.Head.W.First.Cast<Float4>()[taken * vectors + i];
                var scaled = new Float4(g * w.X, g * w.Y, g * w.Z, g * w.W);
                arguments.InputGradient.Cast<Float4>()[n * vectors + i] =
                    arguments.InputIsRelu != 0 ? Mask.Where(arguments.Head.H.First.Cast<Float4>()[n * vectors + i], scaled) : scaled;
            }
        }
        else
        {
            for (var i = Group.IdxX; i < arguments.Head.Features.Value; i += Group.DimX)
            {
                var at = n * arguments.Head.Features.Value + i;
                var scaled = g * arguments.Head.W.First[taken * arguments.Head.Features.Value + i];
                arguments.InputGradient[at] = arguments.InputIsRelu == 0 ? scaled : Mask.Where(arguments.Head.H.First[at], scaled);
            }
        }
    }

    /// <summary>dw[a, i] = sum over n of dq[n, a] h[n, i]; db[a] = sum over n of dq[n, a]; and the means over n of loss and maximum.</summary>
    /// <remarks>
    /// Thread j of all groups but the last owns element j of dw, or of db behind it, and walks the samples in order, past those that took another action. The
    /// last group sums the statistics in a tree.
    /// </remarks>
    private static void SumKernel(Arguments arguments)
    {
        var shared = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        if (Grid.IdxX == Grid.DimX - 1)
        {
            var loss = 0f;
            var maxQ = 0f;
            for (var n = Group.IdxX; n < arguments.Samples; n += Group.DimX)
            {
                loss += arguments.Losses[n];
                maxQ += arguments.Maxima[n];
            }
            var totalLoss = GroupSum.Sum(shared, loss);
            var totalMaxQ = GroupSum.Sum(shared, maxQ);
            if (Group.IdxX != 0)
                return;
            arguments.Statistics[0] = totalLoss / arguments.Samples;
            arguments.Statistics[1] = totalMaxQ / arguments.Samples;
            return;
        }
        var actions = arguments.Head.Actions.Value;
        var weights = actions * arguments.Head.Features.Value;
        var j = Grid.GlobalIndex.X;
        var isBias = j >= weights;
        var a = isBias ? j - weights : arguments.Head.Features.Quotient(j);
        if (a >= actions)
            return;
        var sum = 0f;
        for (var n = 0; n < arguments.Samples; n++)
        {
            var g = arguments.Gradient[n * actions + a];
            if (isBias)
                sum += g;
            else if (g != 0)
                sum += g * arguments.Head.H.First[n * arguments.Head.Features.Value + j - a * arguments.Head.Features.Value];
        }
        if (isBias)
            arguments.BiasGradient[a] = sum;
        else
            arguments.WeightGradient[j] = sum;
    }

    internal struct Arguments
    {
        /// <summary>Of the online network on s, the target network on s', and with Double DQN the online network on s'.</summary>
        public HeadLayer Head;

        /// <summary>N.</summary>
        public int Samples;

        public int IsHuber;
        public int HasWeights;
        public int InputIsRelu;

        /// <summary>[N].</summary>
        public ArrayView<int> Taken;

        /// <summary>[N].</summary>
        public ArrayView<float> Rewards;

        /// <summary>[N].</summary>
        public ArrayView<float> Discounts;

        /// <summary>[N]; read when <see cref="HasWeights"/>.</summary>
        public ArrayView<float> Weights;

        /// <summary>dL/dq [N, A].</summary>
        public ArrayView<float> Gradient;

        /// <summary>dL/dh [N, In].</summary>
        public ArrayView<float> InputGradient;

        /// <summary>dL/dw [A, In].</summary>
        public ArrayView<float> WeightGradient;

        /// <summary>dL/db [A].</summary>
        public ArrayView<float> BiasGradient;

        /// <summary>d [N].</summary>
        public ArrayView<float> Errors;

        /// <summary>[2].</summary>
        public ArrayView<float> Statistics;

        /// <summary>weight * l(d) of each sample [N].</summary>
        public ArrayView<float> Losses;

        /// <summary>max over a of q(s, a) of each sample [N].</summary>
        public ArrayView<float> Maxima;
    }
}
