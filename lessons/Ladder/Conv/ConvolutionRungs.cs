using System.Runtime.CompilerServices;
using DqnGpu.Kernels;
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
        new(title, change, claim, device => Problem(device).Prepare(launches, problem => problem.Z), file);

    /// <summary>A rung that computes dw.</summary>
    /// <inheritdoc cref="Forward"/>
    public static Rung Weights(
        string title, string change, Claim claim, Func<IRungDevice, Convolution, Action> launches, [CallerFilePath] string file = "") =>
        new(title, change, claim, device => Problem(device).Prepare(launches, problem => problem.Dw), file);

    /// <summary>A rung that computes dx, or shows a fault instead.</summary>
    /// <inheritdoc cref="Forward"/>
    public static Rung Input(
        string title, string change, Claim claim, Func<IRungDevice, Convolution, Action> launches, FaultKind? fault = null,
        [CallerFilePath] string file = "") =>
        new(title, change, claim, device => Problem(device).Prepare(launches, problem => problem.Dx), file) { Fault = fault };

    private static ConvolutionProblem Problem(IRungDevice device) => new(device, Shape with { N = Shape.N * device.Scale * device.Scale });
}
