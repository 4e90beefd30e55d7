using ILGPU;

namespace DqnGpu.Lessons.Ladder.Loss;

// A kernel for each line of the formula, thread n for transition n.
//
// Numbers moved for a transition: the maximum reads A and writes 1; the target reads 3, writes 1; the error reads 3, writes 1; the loss
// reads d; the gradient reads the action and d and writes A. With A = 6 that is 7 + 4 + 4 + 1 + 8 = 24. But for a minibatch that is
// nothing. What costs is that there are 5 launches, each of which waits for the one before: some microseconds each, while a GPU of a
// hundred multiprocessors has work for one.
public static class Apart
{
    public static Rung Rung { get; } = LossRungs.Rung(
        "Apart", "A kernel for the maximum, one for the target, the error, the loss and the gradient each.",
        new Claim("numbers moved for a transition", 4 * LossRungs.A, LossRungs.NumbersOfTransition),
        (device, p) => () =>
        {
            device.Launch(Maximum, new(1), new(p.N), p);
            device.Launch(Target, new(1), new(p.N), p);
            device.Launch(Error, new(1), new(p.N), p);
            device.Launch(Loss, new(1), new(p.N), p);
            device.Launch(Gradient, new(1), new(p.N), p);
        });

    private static void Maximum(TdStep p)
    {
        var n = Group.IdxX;
        var best = p.next[n * p.A];
        for (var a = 1; a < p.A; a++)
            best = MathF.Max(best, p.next[n * p.A + a]);
        p.best[n] = best;
    }

    private static void Target(TdStep p) => p.y[Group.IdxX] = p.r[Group.IdxX] + p.discount[Group.IdxX] * p.best[Group.IdxX];

    private static void Error(TdStep p) => p.d[Group.IdxX] = p.q[Group.IdxX * p.A + p.a[Group.IdxX]] - p.y[Group.IdxX];

    private static void Loss(TdStep p)
    {
        var shared = SharedMemory.Allocate<float>(LossRungs.N);
        var d = p.d[Group.IdxX];
        var sum = GroupSum.Sum(shared, d * d);
        if (Group.IdxX == 0)
            p.L[0] = sum / p.N;
    }

    private static void Gradient(TdStep p)
    {
        var (taken, slope) = (p.a[Group.IdxX], 2 * p.d[Group.IdxX] / p.N);
        for (var a = 0; a < p.A; a++)
            p.dq[Group.IdxX * p.A + a] = a == taken ? slope : 0;
    }
}
