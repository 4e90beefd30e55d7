using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

// Forward as a matrix product: write down what the window sees at each position (known as im2col), then multiply.
//
// Call a position (n, p, q) m, and a place in the window (r, s, c) i. Then z[m, k] = b[k] + sum over i of patches[m, i] * w[i, k], and all
// that the ladder of the matrix product teaches holds. Here its shared tile: 16 x 16 threads bring 16 x 16 numbers of each factor and use
// each of them 16 times, so 4096 multiply-adds take 2048 bytes: 2 a byte instead of 0.2. But a pixel lies in R S / stride^2 = 4 windows:
// patches is nearly four times as large as x, and is written and read once more. In floats: 2 M R S C to unfold, 2 M K R S C / 16 for the
// tiles, and b (half of a warp's two rows) and z.
public static class ForwardPatches
{
    private const int Tile = 16, Threads = 256, M = 128, K = 32, RSC = 256;

    public static Rung Rung { get; } = ConvolutionRungs.Forward(
        "Forward, patches", "Patches are written to memory, and multiplied by w through a shared tile.",
        new Claim(
            "multiply-adds a byte", M * K * RSC / 4.0 / (2 * M * RSC + 2 * M * K * RSC / Tile + M * K / 2 + M * K),
            counts => counts.MultiplyAddsPerByte, MoreIsBetter: true),
        (device, a) => () =>
        {
            device.Launch(Unfold, new(a.N * a.P * a.Q * a.R * a.S * a.C / Threads), new(Threads), a);
            device.Launch(Product, new(a.N * a.P * a.Q / Tile, a.K / Tile), new(Tile * Tile), a);
        });

    private static void Unfold(Convolution a)
    {
        var place = Grid.IdxX * Threads + Group.IdxX;
        var (m, i) = (place / (a.R * a.S * a.C), place % (a.R * a.S * a.C));
        var (q, p, n) = (m % a.Q, m / a.Q % a.P, m / a.Q / a.P);
        var (c, s, r) = (i % a.C, i / a.C % a.S, i / a.C / a.S);
        a.patches[place] = a.x[a.X(n, p * a.stride + r, q * a.stride + s, c)];
    }

    private static void Product(Convolution a)
    {
        var left = SharedMemory.Allocate<float>(Tile * Tile);
        var right = SharedMemory.Allocate<float>(Tile * Tile);
        var (column, row) = (Group.IdxX % Tile, Group.IdxX / Tile);
        var (m, k) = (Grid.IdxX * Tile + row, Grid.IdxY * Tile + column);
        var z = a.b[k];
        for (var first = 0; first < a.R * a.S * a.C; first += Tile)
        {
            left[row * Tile + column] = a.patches[m * a.R * a.S * a.C + first + column];
            right[row * Tile + column] = a.w[(first + row) * a.K + k];
            Group.Barrier();
            for (var i = 0; i < Tile; i++)
                z += left[row * Tile + i] * right[i * Tile + column];
            Group.Barrier();
        }
        a.z[m * a.K + k] = z;
    }
}
