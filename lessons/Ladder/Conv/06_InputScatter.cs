using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>The input's gradient as the forward loops have it: each position adds to every pixel that it saw. WRONG on a GPU.</summary>
/// <remarks>
/// Forward does z += x * w; so this does dx += dz * w, in the same loops. One after the other they are right. In parallel they are not: windows overlap, so
/// R S / stride^2 = 4 threads add to the same dx, each reads the old value before the others have written, and sums are lost. The machine stops
/// at the first such pair and names it. Adding by atomics would lose none, but adds in another order in every run.
/// </remarks>
public static class InputScatter
{
    public static void Kernel(Convolution a)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        var (c, q, p, n) = (i % a.C, i / a.C % a.Q, i / a.C / a.Q % a.P, i / a.C / a.Q / a.P);
        for (var r = 0; r < a.R; r++)
            for (var s = 0; s < a.S; s++)
            {
                var sum = 0f;
                for (var k = 0; k < a.K; k++)
                    sum = a.dz[a.Z(n, p, q, k)] * a.w[a.Weight(r, s, c, k)] + sum;
                a.dx[a.X(n, p * a.stride + r, q * a.stride + s, c)] += sum;
            }
    }
}
