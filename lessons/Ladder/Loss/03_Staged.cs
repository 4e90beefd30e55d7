using ILGPU;

namespace DqnGpu.Lessons.Ladder.Loss;

// Rows go through shared memory, so that neighbouring threads touch neighbouring numbers of global memory.
//
// A thread that walks along its row of 6 asks, with its warp, for 32 numbers that lie 24 bytes apart: 24 sectors, and that six times.
// Brought together, a request is for 32 neighbours and moves 4 sectors; the row is then walked in shared memory, where rows of 6 words meet
// in each bank only twice. Of q all is brought, for its 32 wanted entries lie in about as many sectors as whole rows. So every request
// moves 4 sectors: 3 A for rows and 4 for r, discount, a and d, in each of 8 warps. The loss is 1 more, of 1.
public static class Staged
{
    private const int A = LossRungs.A, N = LossRungs.N, Requests = N / 32 * (3 * A + 4);

    public static Rung Rung { get; } = LossRungs.Rung(
        "Through shared memory", "Rows are moved by neighbouring threads together.",
        new Claim("sectors a request", (Requests * 4 + 1.0) / (Requests + 1), counts => counts.SectorsPerRequest),
        (device, p) => () => device.Launch(Kernel, new(1), new(p.N), p));

    private static void Kernel(TdStep p)
    {
        var next = SharedMemory.Allocate<float>(N * A);
        var q = SharedMemory.Allocate<float>(N * A);
        var shared = SharedMemory.Allocate<float>(N);
        var n = Group.IdxX;
        for (var i = n; i < N * A; i += N)
            (next[i], q[i]) = (p.next[i], p.q[i]);
        Group.Barrier();
        var best = next[n * A];
        for (var a = 1; a < A; a++)
            best = MathF.Max(best, next[n * A + a]);
        var taken = p.a[n];
        var d = q[n * A + taken] - (p.r[n] + p.discount[n] * best);
        p.d[n] = d;
        // The row of next is not needed any more: the gradient takes its place.
        for (var a = 0; a < A; a++)
            next[n * A + a] = a == taken ? 2 * d / N : 0;
        var sum = GroupSum.Sum(shared, d * d);
        for (var i = n; i < N * A; i += N)
            p.dq[i] = next[i];
        if (n == 0)
            p.L[0] = sum / N;
    }
}
