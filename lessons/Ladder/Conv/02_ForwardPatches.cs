using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>Forward as a matrix product: write down what the window sees at each position, then multiply by w.</summary>
/// <remarks>
/// Call a position (n, p, q) m and a place in the window (r, s, c) i: then z[m, k] = b[k] + sum over i of patches[m, i] * w[i, k], the product of the other
/// ladder, tile and all: a group of 16 x 16 threads brings 16 x 16 numbers of each factor into shared memory and uses each 16 times. But patches has
/// R S / stride^2 = 4 times as many numbers as x, and they go to memory and come back.
/// </remarks>
public static class ForwardPatches
{
    private const int Tile = 16;

    /// <summary>patches[m, i] = what the window sees at position m in place i, a thread for each.</summary>
    public static void Unfold(Convolution a)
    {
        var place = Grid.IdxX * Group.DimX + Group.IdxX;
        var (m, i) = (place / (a.R * a.S * a.C), place % (a.R * a.S * a.C));
        var (q, p, n) = (m % a.Q, m / a.Q % a.P, m / a.Q / a.P);
        var (c, s, r) = (i % a.C, i / a.C % a.S, i / a.C / a.S);
        a.patches[place] = a.x[a.X(n, p * a.stride + r, q * a.stride + s, c)];
    }

    /// <summary>z = b + patches w, a tile of 16 positions by 16 filters for each group.</summary>
    public static void Product(Convolution a)
    {
        var left = SharedMemory.Allocate<float>(Tile * Tile);
        var right = SharedMemory.Allocate<float>(Tile * Tile);
        var (column, row) = (Group.IdxX % Tile, Group.IdxX / Tile);
        var (m, k) = (Grid.IdxX * Tile + row, Grid.IdxY * Tile + column);
        var length = a.R * a.S * a.C;
        var z = a.b[k];
        for (var first = 0; first < length; first += Tile)
        {
            left[row * Tile + column] = a.patches[m * length + first + column];
            right[row * Tile + column] = a.w[(first + row) * a.K + k];
            Group.Barrier();
            for (var i = 0; i < Tile; i++)
                z = left[row * Tile + i] * right[i * Tile + column] + z;
            Group.Barrier();
        }
        a.z[m * a.K + k] = z;
    }
}
