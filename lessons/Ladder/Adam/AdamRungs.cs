using System.Runtime.CompilerServices;
using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Ladder.Adam;

/// <summary>The ladder of the optimiser: the third step of 32,768 parameters where it is counted.</summary>
public static class AdamRungs
{
    private const int Parameters = 32768, Step = 3, FloatsThatMustMove = 7;
    private const float Rate = 1e-3f;

    /// <summary>From a kernel for each line of the formula to one for all.</summary>
    public static KernelRungs Ladder { get; } = new(
        "adam", "one step of Adam: memory decides, so bytes are counted", Apart.Rung, Fused.Rung, FourAtOnce.Rung);

    /// <summary>Floats that threads ask for, for each parameter.</summary>
    public static double FloatsOfParameter(RungCounts counts) =>
        counts.Launches.Sum(launch => launch.Total.UsedBytes) / sizeof(float) / (double)Parameters;

    /// <summary>A rung that makes the step by the launches given.</summary>
    /// <param name="title">See <see cref="Rung.Title"/>.</param>
    /// <param name="change">See <see cref="Rung.Change"/>.</param>
    /// <param name="claim">See <see cref="Rung.Claim"/>.</param>
    /// <param name="launches">What launches its kernels on a device.</param>
    /// <param name="file">The file it is written in.</param>
    public static Rung Rung(
        string title, string change, Claim claim, Func<IRungDevice, AdamStep, Action> launches, [CallerFilePath] string file = "") =>
        new(title, change, claim, device => Prepare(device, launches), file);

    private static PreparedRung Prepare(IRungDevice device, Func<IRungDevice, AdamStep, Action> launches)
    {
        var count = Parameters * device.Scale * device.Scale;
        float[] w = RandomData.Normal(count, seed: 1), g = RandomData.Normal(count, seed: 2), m = RandomData.Normal(count, seed: 3);
        float[] v = [.. RandomData.Normal(count, seed: 4).Select(MathF.Abs)];
        var settings = AdamSettings.Default;
        var step = new AdamStep
        {
            w = device.Allocate(w),
            g = device.Allocate(g),
            m = device.Allocate(m),
            v = device.Allocate(v),
            step = device.Allocate<float>(count),
            rate = Rate,
            beta1 = settings.Beta1,
            beta2 = settings.Beta2,
            epsilon = settings.Epsilon,
            c1 = (float)(1 - Math.Pow(settings.Beta1, Step)),
            c2 = (float)(1 - Math.Pow(settings.Beta2, Step)),
        };
        var wanted = new Lazy<(double[] W, double[] M, double[] V)>(() =>
        {
            double[] wantedW = Doubles(w), wantedM = Doubles(m), wantedV = Doubles(v);
            AdamReference.Step(settings, Rate, Step, wantedW, Doubles(g), wantedM, wantedV);
            return (wantedW, wantedM, wantedV);
        });
        return new(
            launches(device, step),
            new Expectation("w", [count], step.w, () => wanted.Value.W),
            new Expectation("m", [count], step.m, () => wanted.Value.M),
            new Expectation("v", [count], step.v, () => wanted.Value.V))
        {
            Bytes = (double)count * FloatsThatMustMove * sizeof(float),
        };
    }

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];
}
