using ILGPU;

namespace DqnGpu.Lessons.Ladder.Loss;

// One kernel: all of a transition is known to its thread, and only the loss needs the others.
//
// Maximum, target and error stay in registers. What is left for a transition: A of next, reward, discount, action and one of q are read, d
// and A of dq written: 2 A + 5 = 17 numbers instead of 24; and 1 launch instead of 5. That alone is why a framework's loss of some lines
// takes longer than its sum.
public static class Fused
{
    public static Rung Rung { get; } = LossRungs.Rung(
        "Fused", "One kernel, a thread for each transition.",
        new Claim("numbers moved for a transition", 2 * LossRungs.A + 5, LossRungs.NumbersOfTransition),
        (device, p) => () => device.Launch(Kernel, new(1), new(p.N), p));

    private static void Kernel(TdStep p)
    {
        var shared = SharedMemory.Allocate<float>(LossRungs.N);
        var n = Group.IdxX;
        var best = p.next[n * p.A];
        for (var a = 1; a < p.A; a++)
            best = MathF.Max(best, p.next[n * p.A + a]);
        var taken = p.a[n];
        var d = p.q[n * p.A + taken] - (p.r[n] + p.discount[n] * best);
        p.d[n] = d;
        for (var a = 0; a < p.A; a++)
            p.dq[n * p.A + a] = a == taken ? 2 * d / p.N : 0;
        var sum = GroupSum.Sum(shared, d * d);
        if (n == 0)
            p.L[0] = sum / p.N;
    }
}
