using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The head in two kernels: one group a sample, from the last features to their gradient; and beside what follows, the sums over samples.</summary>
internal sealed class IlgpuTdHead(IlgpuDevice device) : TdHead(device)
{
    /// <summary>Threads that share a dot product: together they read 128 neighbouring bytes.</summary>
    private const int Parts = 8;

    /// <summary>Action values of all networks of a sample that fit shared memory: three networks of 18 actions, and some.</summary>
    private const int MostValues = 64;

    private readonly IlgpuKernel<Arguments> sampleVectors = device.Kernel<Arguments>(SampleKernel<VectorLoading>);
    private readonly IlgpuKernel<Arguments> sampleElements = device.Kernel<Arguments>(SampleKernel<ElementLoading>);
    private readonly IlgpuKernel<Arguments> sums = device.Kernel<Arguments>(SumKernel);
    private DeviceBuffer<float>? samples;

    protected override void ComputeCore(in LinearShape shape, LossKind kind, in TdHeadBuffers buffers)
    {
        var networks = buffers.NextOnline is null ? 2 : 3;
        if (networks * shape.Out > MostValues)
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
            Networks = networks,
            Actions = new Divisor(shape.Out),
            Features = new Divisor(shape.In),
            Samples = shape.N,
            IsHuber = kind == LossKind.Huber ? 1 : 0,
            HasWeights = buffers.Weights.IsEmpty ? 0 : 1,
            InputIsRelu = buffers.InputIsRelu ? 1 : 0,
            H = memory.Inputs,
            W = memory.Weights,
            B = memory.Biases,
            Q = memory.Outputs,
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
    /// dq[a] = weight l'(d) / N for the action taken, else 0               dh[i] = dq[taken] w[taken, i] where h[i] > 0
    /// </code>
    /// Group n is sample n. Eight threads make one dot product (a network and an action), thread p of them from every eighth vector, and one of them adds
    /// their parts in order. Then every thread computes the error for itself from the values in shared memory, and takes its share of dh.
    /// Reads row n of each h, all w and b, and the transition; writes row n of each q, of dq and dh, the error, and the sample's loss and maximum.
    /// </remarks>
    private static void SampleKernel<TLoading>(Arguments arguments) where TLoading : struct, ITileLoading
    {
        var parts = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var values = SharedMemory.Allocate<float>(MostValues);
        var n = Grid.IdxX;
        var actions = arguments.Actions.Value;
        var dots = arguments.Networks * actions;
        var part = Group.IdxX & (Parts - 1);
        for (var first = 0; first < dots; first += Group.DimX / Parts)
        {
            var dot = first + Group.IdxX / Parts;
            var network = arguments.Actions.Quotient(dot);
            var a = dot - network * actions;
            var sum = 0f;
            if (dot < dots)
                sum = DotPart<TLoading>(arguments.H.Of(network), n, arguments.W.Of(network), a, arguments.Features.Value, part);
            parts[Group.IdxX] = sum;
            Group.Barrier();
            if (part == 0 && dot < dots)
            {
                for (var other = 1; other < Parts; other++)
                    sum += parts[Group.IdxX + other];
                sum += arguments.B.Of(network)[a];
                values[dot] = sum;
                arguments.Q.Of(network)[n * actions + a] = sum;
            }
            Group.Barrier();
        }

        var next = GreedyAction.ArgMax(values.SubView(arguments.Networks == 3 ? 2 * actions : actions, actions), 0, actions);
        var taken = arguments.Taken[n];
        var error = new TdError(
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

    /// <summary>sum of h[n, i] w[a, i] over the vectors (or elements) part, part + 8, ...</summary>
    private static float DotPart<TLoading>(ArrayView<float> h, int n, ArrayView<float> w, int a, int features, int part)
        where TLoading : struct, ITileLoading
    {
        var sum = 0f;
        if (TLoading.Vectorized)
        {
            var vectors = features >> 2;
            for (var i = part; i < vectors; i += Parts)
            {
                var x = h.Cast<Float4>()[n * vectors + i];
                var y = w.Cast<Float4>()[a * vectors + i];
                sum += x.X * y.X;
                sum += x.Y * y.Y;
                sum += x.Z * y.Z;
                sum += x.W * y.W;
            }
        }
        else
        {
            for (var i = part; i < features; i += Parts)
                sum += h[n * features + i] * w[a * features + i];
        }
        return sum;
    }

    private static void WriteInputGradient<TLoading>(Arguments arguments, int n, int taken, float g) where TLoading : struct, ITileLoading
    {
        if (TLoading.Vectorized)
        {
            var vectors = arguments.Features.Value >> 2;
            for (var i = Group.IdxX; i < vectors; i += Group.DimX)
            {
                var w = arguments.W.First.Cast<Float4>()[taken * vectors + i];
                var scaled = new Float4(g * w.X, g * w.Y, g * w.Z, g * w.W);
                arguments.InputGradient.Cast<Float4>()[n * vectors + i] =
                    arguments.InputIsRelu != 0 ? Mask.Where(arguments.H.First.Cast<Float4>()[n * vectors + i], scaled) : scaled;
            }
        }
        else
        {
            for (var i = Group.IdxX; i < arguments.Features.Value; i += Group.DimX)
            {
                var at = n * arguments.Features.Value + i;
                var scaled = g * arguments.W.First[taken * arguments.Features.Value + i];
                arguments.InputGradient[at] = arguments.InputIsRelu == 0 || arguments.H.First[at] > 0 ? scaled : 0f;
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
        var actions = arguments.Actions.Value;
        var weights = actions * arguments.Features.Value;
        var j = Grid.GlobalIndex.X;
        var isBias = j >= weights;
        var a = isBias ? j - weights : arguments.Features.Quotient(j);
        if (a >= actions)
            return;
        var sum = 0f;
        for (var n = 0; n < arguments.Samples; n++)
        {
            var g = arguments.Gradient[n * actions + a];
            if (isBias)
                sum += g;
            else if (g != 0)
                sum += g * arguments.H.First[n * arguments.Features.Value + j - a * arguments.Features.Value];
        }
        if (isBias)
            arguments.BiasGradient[a] = sum;
        else
            arguments.WeightGradient[j] = sum;
    }

    internal struct Arguments
    {
        /// <summary>2, or 3 with Double DQN: online on s, target on s', online on s'.</summary>
        public int Networks;

        /// <summary>A.</summary>
        public Divisor Actions;

        /// <summary>In.</summary>
        public Divisor Features;

        /// <summary>N.</summary>
        public int Samples;

        public int IsHuber;
        public int HasWeights;
        public int InputIsRelu;

        /// <summary>[N, In] each.</summary>
        public MemberViews<float> H;

        /// <summary>[A, In] each.</summary>
        public MemberViews<float> W;

        /// <summary>[A] each.</summary>
        public MemberViews<float> B;

        /// <summary>[N, A] each.</summary>
        public MemberViews<float> Q;

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
