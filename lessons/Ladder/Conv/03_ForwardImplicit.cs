using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

// Forward as the same product, but patches is never written: each thread works out where its element lies in x (known as implicit GEMM).
//
// patches[m, i] is x[where window m begins + how far i lies behind that], and with channels last the S C numbers of a window's row are
// neighbours in x. So the loop over i becomes one over rows r and one along a row, and the load changes by one addition. Everything else
// stays. What Unfold moved, a read and a write of M R S C floats, is gone from the sum of the rung before; and the memory that patches took
// is not needed.
public static class ForwardImplicit
{
    private const int Tile = 16, M = 128, K = 32, RSC = 256;

    public static Rung Rung { get; } = ConvolutionRungs.Forward(
        "Forward, implicit", "The tile is filled from x itself: no patches in memory.",
        new Claim(
            "multiply-adds a byte", M * K * RSC / 4.0 / (2 * M * K * RSC / Tile + M * K / 2 + M * K),
            counts => counts.MultiplyAddsPerByte, MoreIsBetter: true),
        (device, a) => () => device.Launch(Kernel, new(a.N * a.P * a.Q / Tile, a.K / Tile), new(Tile * Tile), a));

    private static void Kernel(Convolution a)
    {
        var left = SharedMemory.Allocate<float>(Tile * Tile);
        var right = SharedMemory.Allocate<float>(Tile * Tile);
        var (column, row) = (Group.IdxX % Tile, Group.IdxX / Tile);
        var (m, k) = (Grid.IdxX * Tile + row, Grid.IdxY * Tile + column);
        var (q, p, n) = (m % a.Q, m / a.Q % a.P, m / a.Q / a.P);
        var window = a.X(n, p * a.stride, q * a.stride, 0);
        var z = a.b[k];
        for (var r = 0; r < a.R; r++)
            for (var sc = 0; sc < a.S * a.C; sc += Tile)
            {
                left[row * Tile + column] = a.x[window + r * a.W * a.C + sc + column];
                right[row * Tile + column] = a.w[(r * a.S * a.C + sc + row) * a.K + k];
                Group.Barrier();
                for (var i = 0; i < Tile; i++)
                    z += left[row * Tile + i] * right[i * Tile + column];
                Group.Barrier();
            }
        a.z[m * a.K + k] = z;
    }
}
