using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary><see cref="NoisyWeights"/>: a thread for four numbers of noise, then one for each weight and bias.</summary>
internal sealed class IlgpuNoisyWeights(IlgpuDevice device) : NoisyWeights
{
    private readonly IlgpuKernel<NoiseArguments> noise = device.Kernel<NoiseArguments>(NoiseKernel);
    private readonly IlgpuKernel<MixArguments> mix = device.Kernel<MixArguments>(MixKernel);
    private readonly IlgpuKernel<BackwardArguments> backward = device.Kernel<BackwardArguments>(BackwardKernel);

    [Computes(Operation.NoisyWeightsForward)]
    protected override void ForwardCore(ulong key, DeviceView<int> draw, in NoisyWeightsBuffers buffers)
    {
        var factors = device.Memory(buffers.Noise);
        noise.LaunchFor((buffers.Noise.Length + FactorisedNoise.BlockLength - 1) / FactorisedNoise.BlockLength, new()
        {
            Key0 = (uint)key,
            Key1 = (uint)(key >> 32),
            HasDraw = draw.IsEmpty ? 0 : 1,
            Draw = device.MemoryOr(draw, factors.Cast<int>()),
            Noise = factors,
        });
        mix.LaunchFor(buffers.Weights.Length + buffers.Bias.Length, new()
        {
            Noise = factors,
            WeightMu = device.Memory(buffers.WeightMu),
            WeightSigma = device.Memory(buffers.WeightSigma),
            BiasMu = device.Memory(buffers.BiasMu),
            BiasSigma = device.Memory(buffers.BiasSigma),
            Weights = device.Memory(buffers.Weights),
            Bias = device.Memory(buffers.Bias),
        });
    }

    [Computes(Operation.NoisyWeightsBackward)]
    protected override void BackwardCore(
        DeviceView<float> noise, DeviceView<float> dw, DeviceView<float> db, DeviceView<float> dsigma, DeviceView<float> dsigmab) =>
        backward.LaunchFor(dw.Length + db.Length, new()
        {
            Noise = device.Memory(noise),
            Dw = device.Memory(dw),
            Db = device.Memory(db),
            Dsigma = device.Memory(dsigma),
            Dsigmab = device.Memory(dsigmab),
        });

    /// <summary>f(e), or 0 where there is no draw. Thread t reads the draw's number and writes numbers 4 t to 4 t + 3.</summary>
    [Computes(Operation.NoisyWeightsForward, Depth = 2)]
    private static void NoiseKernel(NoiseArguments arguments)
    {
        var block = Grid.GlobalIndex.X;
        var first = block * FactorisedNoise.BlockLength;
        var length = arguments.Noise.IntLength;
        if (first >= length)
            return;
        var factors = arguments.HasDraw == 0
            ? (F0: 0f, F1: 0f, F2: 0f, F3: 0f)
            : FactorisedNoise.Block(arguments.Key0, arguments.Key1, arguments.Draw[0], block);
        arguments.Noise[first] = factors.F0;
        if (first + 1 < length)
            arguments.Noise[first + 1] = factors.F1;
        if (first + 2 < length)
            arguments.Noise[first + 2] = factors.F2;
        if (first + 3 < length)
            arguments.Noise[first + 3] = factors.F3;
    }

    /// <summary>w[o,i] = mu[o,i] + sigma[o,i] f(e_o) f(e_i); b[o] = mub[o] + sigmab[o] f(e_o).</summary>
    /// <remarks>
    /// Thread t &lt; Out In reads mu and sigma of weight t and writes it, neighbours side by side; the Out threads behind them do the bias.
    /// </remarks>
    [Computes(Operation.NoisyWeightsForward, Depth = 1)]
    private static void MixKernel(MixArguments arguments)
    {
        var t = Grid.GlobalIndex.X;
        var weights = arguments.Weights.IntLength;
        var outputs = arguments.Bias.IntLength;
        var inputs = arguments.Noise.IntLength - outputs;
        if (t < weights)
            arguments.Weights[t] = arguments.WeightMu[t] + arguments.WeightSigma[t] * (arguments.Noise[inputs + t / inputs] * arguments.Noise[t % inputs]);
        else if (t < weights + outputs)
            arguments.Bias[t - weights] = arguments.BiasMu[t - weights] + arguments.BiasSigma[t - weights] * arguments.Noise[inputs + t - weights];
    }

    /// <summary>dsigma[o,i] = dw[o,i] f(e_o) f(e_i); dsigmab[o] = db[o] f(e_o).</summary>
    /// <remarks>Thread t &lt; Out In reads dw and writes dsigma of weight t; the Out threads behind them do the bias.</remarks>
    [Computes(Operation.NoisyWeightsBackward, Depth = 1)]
    private static void BackwardKernel(BackwardArguments arguments)
    {
        var t = Grid.GlobalIndex.X;
        var weights = arguments.Dw.IntLength;
        var outputs = arguments.Db.IntLength;
        var inputs = arguments.Noise.IntLength - outputs;
        if (t < weights)
            arguments.Dsigma[t] = arguments.Dw[t] * (arguments.Noise[inputs + t / inputs] * arguments.Noise[t % inputs]);
        else if (t < weights + outputs)
            arguments.Dsigmab[t - weights] = arguments.Db[t - weights] * arguments.Noise[inputs + t - weights];
    }

    internal struct NoiseArguments
    {
        public uint Key0;

        public uint Key1;

        public int HasDraw;

        /// <summary>[1].</summary>
        public ArrayView<int> Draw;

        /// <summary>[In + Out].</summary>
        public ArrayView<float> Noise;
    }

    internal struct MixArguments
    {
        /// <summary>[In + Out].</summary>
        public ArrayView<float> Noise;

        /// <summary>[Out, In].</summary>
        public ArrayView<float> WeightMu;

        /// <summary>[Out, In].</summary>
        public ArrayView<float> WeightSigma;

        /// <summary>[Out].</summary>
        public ArrayView<float> BiasMu;

        /// <summary>[Out].</summary>
        public ArrayView<float> BiasSigma;

        /// <summary>[Out, In].</summary>
        public ArrayView<float> Weights;

        /// <summary>[Out].</summary>
        public ArrayView<float> Bias;
    }

    internal struct BackwardArguments
    {
        /// <summary>[In + Out].</summary>
        public ArrayView<float> Noise;

        /// <summary>[Out, In].</summary>
        public ArrayView<float> Dw;

        /// <summary>[Out].</summary>
        public ArrayView<float> Db;

        /// <summary>[Out, In].</summary>
        public ArrayView<float> Dsigma;

        /// <summary>[Out].</summary>
        public ArrayView<float> Dsigmab;
    }
}
