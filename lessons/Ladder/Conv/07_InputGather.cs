using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>Turned round: a thread for each pixel, which collects from every window that saw it. Nobody writes what another writes.</summary>
/// <remarks>
/// dx[n,h,w,c] = sum over k and all (p, r) with p stride + r = h, all (q, s) with q stride + s = w of dz[n,p,q,k] w[r,s,c,k]. So every r and s is tried, and one of
/// stride^2 = 4 fits: the tests cost as much as they save. Worse, a warp holds two neighbouring pixels of 16 channels; one is odd and one is even, so whatever s
/// is tried, half of the warp waits for the other half.
/// </remarks>
public static class InputGather
{
    public static void Kernel(Convolution a)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        var (c, w, h, n) = (i % a.C, i / a.C % a.W, i / a.C / a.W % a.H, i / a.C / a.W / a.H);
        var dx = 0f;
        for (var r = 0; r < a.R; r++)
            for (var s = 0; s < a.S; s++)
            {
                var (p, q) = ((h - r) / a.stride, (w - s) / a.stride);
                if (p * a.stride + r != h || q * a.stride + s != w || h < r || w < s || p >= a.P || q >= a.Q)
                    continue;
                for (var k = 0; k < a.K; k++)
                    dx = a.dz[a.Z(n, p, q, k)] * a.w[a.Weight(r, s, c, k)] + dx;
            }
        a.dx[i] = dx;
    }
}
