using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>
/// <see cref="NoisyWeights"/>: a task for some numbers of noise, without vectors; then one for each output's row of weights.
/// </summary>
internal sealed unsafe class SimdNoisyWeights(SimdDevice device) : NoisyWeights
{
    /// <summary>Blocks of four numbers in a task: some microseconds.</summary>
    private const int TaskBlocks = 64;

    [Computes(Operation.NoisyWeightsForward)]
    protected override void ForwardCore(ulong key, DeviceView<int> draw, in NoisyWeightsBuffers buffers)
    {
        var noise = buffers.Noise.Pointer(device);
        var outputs = (int)buffers.Bias.Length;
        var inputs = (int)buffers.Noise.Length - outputs;
        if (draw.IsEmpty)
            new Span<float>(noise, inputs + outputs).Clear();
        else
            device.Run(
                (inputs + outputs + TaskBlocks * FactorisedNoise.BlockLength - 1) / (TaskBlocks * FactorisedNoise.BlockLength),
                new NoiseBlocks(key, *draw.Pointer(device), noise, inputs + outputs));
        device.Run(
            outputs,
            new MixRow(
                noise, inputs, buffers.WeightMu.Pointer(device), buffers.WeightSigma.Pointer(device), buffers.BiasMu.Pointer(device),
                buffers.BiasSigma.Pointer(device), buffers.Weights.Pointer(device), buffers.Bias.Pointer(device)));
    }

    [Computes(Operation.NoisyWeightsBackward)]
    protected override void BackwardCore(
        DeviceView<float> noise, DeviceView<float> dw, DeviceView<float> db, DeviceView<float> dsigma, DeviceView<float> dsigmab) =>
        device.Run(
            (int)db.Length,
            new BackwardRow(
                noise.Pointer(device), (int)(noise.Length - db.Length), dw.Pointer(device), db.Pointer(device), dsigma.Pointer(device),
                dsigmab.Pointer(device)));

    /// <summary>f(e) of <see cref="TaskBlocks"/> blocks.</summary>
    private readonly struct NoiseBlocks(ulong key, int draw, float* noise, int length) : IVectorWork
    {
        [Computes(Operation.NoisyWeightsForward, Depth = 2)]
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            for (var block = task * TaskBlocks; block < (task + 1) * TaskBlocks && block * FactorisedNoise.BlockLength < length; block++)
            {
                var (f0, f1, f2, f3) = FactorisedNoise.Block((uint)key, (uint)(key >> 32), draw, block);
                ReadOnlySpan<float> factors = [f0, f1, f2, f3];
                for (var (i, j) = (block * FactorisedNoise.BlockLength, 0); j < factors.Length && i < length; i++, j++)
                    noise[i] = factors[j];
            }
        }
    }

    /// <summary>w[o] = mu[o] + (sigma[o] f(e_i)) f(e_o) and b[o] = mub[o] + sigmab[o] f(e_o), o the task.</summary>
    private readonly struct MixRow(
        float* noise, int inputs, float* weightMu, float* weightSigma, float* biasMu, float* biasSigma, float* weights, float* bias) : IVectorWork
    {
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var row = (long)task * inputs;
            bias[task] = biasMu[task] + biasSigma[task] * noise[inputs + task];
            Elementwise.Here<TUnit, TVector, Mix>(0, inputs, new Mix(noise, noise[inputs + task], weightMu + row, weightSigma + row, weights + row));
        }
    }

    /// <summary>w = mu + sigma f(e_o) f(e_i)</summary>
    private readonly struct Mix(float* noise, float outputNoise, float* mu, float* sigma, float* w) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.NoisyWeightsForward, Depth = 1)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var factor = TUnit.Broadcast(outputNoise);
            for (var i = start; i < end; i += TUnit.Lanes)
            {
                var product = TUnit.Multiply(factor, TUnit.Load(noise + i));
                TUnit.Store(w + i, TUnit.MultiplyAdd(TUnit.Load(sigma + i), product, TUnit.Load(mu + i)));
            }
        }
    }

    /// <summary>dsigma[o] = dw[o] f(e_i) f(e_o) and dsigmab[o] = db[o] f(e_o), o the task.</summary>
    private readonly struct BackwardRow(float* noise, int inputs, float* dw, float* db, float* dsigma, float* dsigmab) : IVectorWork
    {
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var row = (long)task * inputs;
            dsigmab[task] = db[task] * noise[inputs + task];
            Elementwise.Here<TUnit, TVector, SigmaGradient>(0, inputs, new SigmaGradient(noise, noise[inputs + task], dw + row, dsigma + row));
        }
    }

    /// <summary>dsigma = dw f(e_o) f(e_i)</summary>
    private readonly struct SigmaGradient(float* noise, float outputNoise, float* dw, float* dsigma) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.NoisyWeightsBackward, Depth = 1)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var factor = TUnit.Broadcast(outputNoise);
            for (var i = start; i < end; i += TUnit.Lanes)
                TUnit.Store(dsigma + i, TUnit.Multiply(TUnit.Load(dw + i), TUnit.Multiply(factor, TUnit.Load(noise + i))));
        }
    }
}
