using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>The same product, but patches is never written: a thread computes where its element lies in x.</summary>
/// <remarks>
/// Element (m, i) of patches lies at x[start of window m + offset of i], an addition: S C neighbouring numbers of a window's row are neighbours in x too.
/// So the load becomes two numbers that do not change in the loop or are the same for all rows. What Unfold moved (a read and a write of N P Q R S C
/// numbers) is gone, and patches from memory with it.
/// </remarks>
public static class ForwardImplicit
{
    private const int Tile = 16;

    /// <summary>z = b + patches w, a tile of 16 positions by 16 filters for each group.</summary>
    public static void Kernel(Convolution a)
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
                    z = left[row * Tile + i] * right[i * Tile + column] + z;
                Group.Barrier();
            }
        a.z[m * a.K + k] = z;
    }
}
