using System.Runtime.CompilerServices;
using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>The ladder of a convolution's passes: the article's second layer on 18 x 18 pixels, two samples where it is counted.</summary>
public static class ConvolutionRungs
{
    /// <summary>The convolution that is counted.</summary>
    public static Conv2dShape Shape { get; } = new(N: 2, C: 16, H: 18, W: 18, K: 32, R: 4, S: 4, Stride: 2);

    /// <summary>From the formula's loops to products, forward, by the weights and by the input.</summary>
    public static KernelRungs Ladder { get; } = new(
        "conv", "a convolution of stride 2, forward and its gradients by the weights and by the input",
        ForwardDirect.Rung, ForwardPatches.Rung, ForwardImplicit.Rung, WeightsDirect.Rung, WeightsSplit.Rung,
        InputScatter.Rung, InputGather.Rung, InputPhases.Rung, InputProduct.Rung);

    /// <summary>A rung that computes z.</summary>
    /// <param name="title">See <see cref="Rung.Title"/>.</param>
    /// <param name="change">See <see cref="Rung.Change"/>.</param>
    /// <param name="claim">See <see cref="Rung.Claim"/>.</param>
    /// <param name="launches">What launches its kernels on a device.</param>
    /// <param name="file">The file it is written in.</param>
    public static Rung Forward(
        string title, string change, Claim claim, Func<IRungDevice, Convolution, Action> launches, [CallerFilePath] string file = "") =>
        new(title, change, claim, device => new Problem(device).Prepare(launches, problem => problem.Z), file);

    /// <summary>A rung that computes dw.</summary>
    /// <inheritdoc cref="Forward"/>
    public static Rung Weights(
        string title, string change, Claim claim, Func<IRungDevice, Convolution, Action> launches, [CallerFilePath] string file = "") =>
        new(title, change, claim, device => new Problem(device).Prepare(launches, problem => problem.Dw), file);

    /// <summary>A rung that computes dx, or shows a fault instead.</summary>
    /// <inheritdoc cref="Forward"/>
    public static Rung Input(
        string title, string change, Claim claim, Func<IRungDevice, Convolution, Action> launches, FaultKind? fault = null,
        [CallerFilePath] string file = "") =>
        new(title, change, claim, device => new Problem(device).Prepare(launches, problem => problem.Dx), file) { Fault = fault };

    private sealed class Problem
    {
        private readonly IRungDevice device;
        private readonly Conv2dShape shape;
        private readonly float[] x, w, b, dz;
        private readonly Convolution tensors;

        public Problem(IRungDevice device)
        {
            this.device = device;
            shape = Shape with { N = Shape.N * device.Scale * device.Scale };
            (x, w) = (RandomData.Normal((int)shape.InputLength, seed: 1), RandomData.Normal((int)shape.WeightLength, seed: 2));
            (b, dz) = (RandomData.Normal(shape.K, seed: 3), RandomData.Normal((int)shape.OutputLength, seed: 4));
            tensors = new()
            {
                x = device.Allocate(x),
                w = device.Allocate(w),
                b = device.Allocate(b),
                z = device.Allocate<float>(shape.OutputLength),
                dz = device.Allocate(dz),
                dw = device.Allocate<float>(shape.WeightLength),
                dx = device.Allocate<float>(shape.InputLength),
                patches = device.Allocate<float>((long)shape.N * shape.P * shape.Q * shape.R * shape.S * shape.C),
                parts = device.Allocate<float>(shape.P * shape.WeightLength),
                N = shape.N,
                H = shape.H,
                W = shape.W,
                C = shape.C,
                P = shape.P,
                Q = shape.Q,
                K = shape.K,
                R = shape.R,
                S = shape.S,
                stride = shape.Stride,
            };
        }

        public Expectation Z => new("z", [shape.N, shape.P, shape.Q, shape.K], tensors.z, () =>
        {
            var wanted = new double[shape.OutputLength];
            Conv2dReference.Forward(shape, Doubles(x), Doubles(w), Doubles(b), wanted, Activation.None);
            return wanted;
        });

        public Expectation Dw => new("dw", [shape.R, shape.S, shape.C, shape.K], tensors.dw, () =>
        {
            var wanted = new double[shape.WeightLength];
            Conv2dReference.BackwardWeights(shape, Doubles(x), Doubles(dz), wanted, new double[shape.K]);
            return wanted;
        });

        public Expectation Dx => new("dx", [shape.N, shape.H, shape.W, shape.C], tensors.dx, () =>
        {
            var wanted = new double[shape.InputLength];
            Conv2dReference.BackwardInput(shape, Doubles(dz), Doubles(w), wanted);
            return wanted;
        });

        public PreparedRung Prepare(Func<IRungDevice, Convolution, Action> launches, Func<Problem, Expectation> result) =>
            new(launches(device, tensors), result(this)) { Operations = 2.0 * shape.MultiplyAdds };

        private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];
    }
}
