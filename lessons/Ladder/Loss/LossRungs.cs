using System.Runtime.CompilerServices;
using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Ladder.Loss;

/// <summary>The ladder of the loss and its gradient: 256 transitions, 6 actions.</summary>
public static class LossRungs
{
    /// <summary>Transitions and threads of a group, and actions.</summary>
    public const int N = 256, A = 6;

    /// <summary>From a kernel for each line of the formula to one for all.</summary>
    public static KernelRungs Ladder { get; } = new(
        "loss", "the loss of a minibatch and its gradient: launches and bytes are counted", Apart.Rung, Fused.Rung, Staged.Rung);

    /// <summary>Numbers of 4 bytes that threads ask for, for each transition; the loss itself is left out.</summary>
    public static double NumbersOfTransition(RungCounts counts) =>
        counts.Launches.Sum(launch => launch.Total.UsedBytes) / sizeof(float) / N;

    /// <summary>A rung that computes them by the launches given.</summary>
    /// <param name="title">See <see cref="Rung.Title"/>.</param>
    /// <param name="change">See <see cref="Rung.Change"/>.</param>
    /// <param name="claim">See <see cref="Rung.Claim"/>.</param>
    /// <param name="launches">What launches its kernels on a device.</param>
    /// <param name="file">The file it is written in.</param>
    public static Rung Rung(
        string title, string change, Claim claim, Func<IRungDevice, TdStep, Action> launches, [CallerFilePath] string file = "") =>
        new(title, change, claim, device => Prepare(device, launches), file);

    private static PreparedRung Prepare(IRungDevice device, Func<IRungDevice, TdStep, Action> launches)
    {
        float[] q = RandomData.Normal(N * A, seed: 1), next = RandomData.Normal(N * A, seed: 2);
        float[] r = RandomData.Normal(N, seed: 3), discount = [.. RandomData.Normal(N, seed: 4).Select(value => value < -1 ? 0 : 0.99f)];
        int[] a = [.. RandomData.Normal(N, seed: 5).Select(value => Math.Abs((int)(4 * value)) % A)];
        var step = new TdStep
        {
            q = device.Allocate(q),
            next = device.Allocate(next),
            dq = device.Allocate<float>(N * A),
            a = device.Allocate(a),
            r = device.Allocate(r),
            discount = device.Allocate(discount),
            d = device.Allocate<float>(N),
            L = device.Allocate<float>(1),
            best = device.Allocate<float>(N),
            y = device.Allocate<float>(N),
            N = N,
            A = A,
        };
        var wanted = new Lazy<(double[] L, double[] Dq, double[] D)>(() =>
        {
            var (dq, d) = (new double[N * A], new double[N]);
            var (loss, _) = TdLossReference.Compute(
                A, LossKind.MeanSquaredError, Doubles(q), a, Doubles(r), Doubles(discount), Doubles(next), [], [], dq, d);
            return ([loss], dq, d);
        });
        return new(
            launches(device, step),
            new Expectation("L", [1], step.L, () => wanted.Value.L),
            new Expectation("dq", [N, A], step.dq, () => wanted.Value.Dq),
            new Expectation("d", [N], step.d, () => wanted.Value.D))
        {
            Bytes = N * (2 * A + 5) * sizeof(float),
        };
    }

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];
}
