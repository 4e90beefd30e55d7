using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="LayerNorm"/>: a task for each sample; for the gradients of scale and shift one for each block of features.</summary>
/// <remarks>
/// A sample of 3,136 features is 12 KB: it is walked three times, but comes from memory once.
/// </remarks>
internal sealed unsafe class SimdLayerNorm(SimdDevice device) : LayerNorm
{
    /// <summary>Features that are summed in single precision; features of a task where samples are summed: a few cache lines of each.</summary>
    private const int FeatureBlock = 256;

    [Computes(Operation.LayerNormForward)]
    protected override void ForwardCore(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> beta, DeviceView<float> y, DeviceView<float> mean, DeviceView<float> rstd,
        Activation activation) =>
        device.Run(
            (int)mean.Length,
            new ForwardSample(
                x.Pointer(device), gamma.Pointer(device), beta.Pointer(device), y.Pointer(device), mean.Pointer(device), rstd.Pointer(device),
                (int)gamma.Length, activation == Activation.Relu));

    [Computes(Operation.LayerNormBackwardInput)]
    protected override void BackwardInputCore(
        DeviceView<float> x, DeviceView<float> gamma, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dx,
        bool inputIsRelu) =>
        device.Run(
            (int)mean.Length,
            new BackwardSample(
                x.Pointer(device), gamma.Pointer(device), dz.Pointer(device), mean.Pointer(device), rstd.Pointer(device), dx.Pointer(device),
                (int)gamma.Length, inputIsRelu));

    [Computes(Operation.LayerNormBackwardWeights)]
    protected override void BackwardWeightsCore(
        DeviceView<float> x, DeviceView<float> dz, DeviceView<float> mean, DeviceView<float> rstd, DeviceView<float> dgamma, DeviceView<float> dbeta) =>
        device.Run(
            (int)((dgamma.Length + FeatureBlock - 1) / FeatureBlock),
            new FeatureSums(
                x.Pointer(device), dz.Pointer(device), mean.Pointer(device), rstd.Pointer(device), dgamma.Pointer(device), dbeta.Pointer(device),
                (int)mean.Length, (int)dgamma.Length));

    /// <summary>What is summed over the features of a sample.</summary>
    private interface ITerm
    {
        /// <summary>The terms of <c>TUnit.Lanes</c> features from <paramref name="f"/> on.</summary>
        TVector At<TUnit, TVector>(int f) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged;
    }

    /// <summary>The sum of a term over the features of a sample: of blocks in single precision, each lane its own features, and of those in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum<TUnit, TVector, TTerm>(int features, in TTerm term)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged where TTerm : ITerm
    {
        var sum = 0.0;
        var f = 0;
        while (f + TUnit.Lanes <= features)
        {
            TVector lanes = default;
            for (var end = Math.Min(features, f + FeatureBlock); f + TUnit.Lanes <= end; f += TUnit.Lanes)
                lanes = TUnit.Add(lanes, term.At<TUnit, TVector>(f));
            sum += TUnit.Sum(lanes);
        }
        for (; f < features; f++)
            sum += term.At<ScalarUnit, float>(f);
        return sum;
    }

    /// <summary>x</summary>
    private readonly struct Value(float* x) : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector At<TUnit, TVector>(int f) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged => TUnit.Load(x + f);
    }

    /// <summary>(x - mean)^2</summary>
    private readonly struct SquaredDistance(float* x, float mean) : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector At<TUnit, TVector>(int f) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var distance = TUnit.Subtract(TUnit.Load(x + f), TUnit.Broadcast(mean));
            return TUnit.Multiply(distance, distance);
        }
    }

    /// <summary>g = gamma dz</summary>
    private readonly struct Gradient(float* gamma, float* dz) : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector At<TUnit, TVector>(int f) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged =>
            TUnit.Multiply(TUnit.Load(gamma + f), TUnit.Load(dz + f));
    }

    /// <summary>g xhat</summary>
    private readonly struct GradientTimesXhat(float* gamma, float* dz, float* x, float mean, float rstd) : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector At<TUnit, TVector>(int f) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var xhat = TUnit.Multiply(TUnit.Subtract(TUnit.Load(x + f), TUnit.Broadcast(mean)), TUnit.Broadcast(rstd));
            return TUnit.Multiply(TUnit.Multiply(TUnit.Load(gamma + f), TUnit.Load(dz + f)), xhat);
        }
    }

    /// <summary>mean, rstd and y of sample n, which is the task.</summary>
    private readonly struct ForwardSample(float* x, float* gamma, float* beta, float* y, float* mean, float* rstd, int features, bool relu) : IVectorWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.LayerNormForward, Depth = 1)]
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var row = x + (long)task * features;
            mean[task] = (float)(Sum<TUnit, TVector, Value>(features, new(row)) / features);
            rstd[task] = (float)(1 / Math.Sqrt(Sum<TUnit, TVector, SquaredDistance>(features, new(row, mean[task])) / features + Epsilon));
            Elementwise.Here<TUnit, TVector, Normalize>(
                0, features, new Normalize(row, gamma, beta, y + (long)task * features, mean[task], rstd[task], relu));
        }
    }

    /// <summary>y = activation(gamma (x - mean) rstd + beta)</summary>
    private readonly struct Normalize(float* x, float* gamma, float* beta, float* y, float mean, float rstd, bool relu) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.LayerNormForward, Depth = 2)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var centre = TUnit.Broadcast(mean);
            var scale = TUnit.Broadcast(rstd);
            for (var f = start; f < end; f += TUnit.Lanes)
            {
                var xhat = TUnit.Multiply(TUnit.Subtract(TUnit.Load(x + f), centre), scale);
                var z = TUnit.MultiplyAdd(TUnit.Load(gamma + f), xhat, TUnit.Load(beta + f));
                TUnit.Store(y + f, relu ? TUnit.Relu(z) : z);
            }
        }
    }

    /// <summary>dx of sample n, which is the task.</summary>
    private readonly struct BackwardSample(float* x, float* gamma, float* dz, float* mean, float* rstd, float* dx, int features, bool mask) : IVectorWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.LayerNormBackwardInput, Depth = 1)]
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var row = (long)task * features;
            var average = (float)(Sum<TUnit, TVector, Gradient>(features, new(gamma, dz + row)) / features);
            var averageXhat = (float)(Sum<TUnit, TVector, GradientTimesXhat>(features, new(gamma, dz + row, x + row, mean[task], rstd[task])) / features);
            Elementwise.Here<TUnit, TVector, InputGradient>(
                0, features, new InputGradient(x + row, gamma, dz + row, dx + row, mean[task], rstd[task], average, averageXhat, mask));
        }
    }

    /// <summary>dx = rstd (gamma dz - average - xhat averageXhat), 0 where x is 0 when masked.</summary>
    private readonly struct InputGradient(
        float* x, float* gamma, float* dz, float* dx, float mean, float rstd, float average, float averageXhat, bool mask) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.LayerNormBackwardInput, Depth = 2)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var (centre, scale) = (TUnit.Broadcast(mean), TUnit.Broadcast(rstd));
            var (constant, slope) = (TUnit.Broadcast(average), TUnit.Broadcast(averageXhat));
            for (var f = start; f < end; f += TUnit.Lanes)
            {
                var input = TUnit.Load(x + f);
                var xhat = TUnit.Multiply(TUnit.Subtract(input, centre), scale);
                var g = TUnit.Multiply(TUnit.Load(gamma + f), TUnit.Load(dz + f));
                var gradient = TUnit.Multiply(scale, TUnit.Subtract(TUnit.Subtract(g, constant), TUnit.Multiply(xhat, slope)));
                TUnit.Store(dx + f, mask ? TUnit.WhereNotZero(input, gradient) : gradient);
            }
        }
    }

    /// <summary>dgamma and dbeta of a block of features: each lane adds the samples of its own feature in order.</summary>
    private readonly struct FeatureSums(float* x, float* dz, float* mean, float* rstd, float* dgamma, float* dbeta, int samples, int features) : IVectorWork
    {
        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var start = (long)task * FeatureBlock;
            Elementwise.Here<TUnit, TVector, SampleSums>(
                start, Math.Min(features, start + FeatureBlock), new SampleSums(x, dz, mean, rstd, dgamma, dbeta, samples, features));
        }
    }

    /// <summary>dgamma = sum over n of dz xhat, dbeta = sum over n of dz</summary>
    private readonly struct SampleSums(float* x, float* dz, float* mean, float* rstd, float* dgamma, float* dbeta, int samples, int features) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [Computes(Operation.LayerNormBackwardWeights, Depth = 1)]
        public void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            for (var f = start; f < end; f += TUnit.Lanes)
            {
                TVector scale = default, shift = default;
                for (var (n, i) = (0, f); n < samples; n++, i += features)
                {
                    var gradient = TUnit.Load(dz + i);
                    var xhat = TUnit.Multiply(TUnit.Subtract(TUnit.Load(x + i), TUnit.Broadcast(mean[n])), TUnit.Broadcast(rstd[n]));
                    scale = TUnit.MultiplyAdd(gradient, xhat, scale);
                    shift = TUnit.Add(shift, gradient);
                }
                TUnit.Store(dgamma + f, scale);
                TUnit.Store(dbeta + f, shift);
            }
        }
    }
}
