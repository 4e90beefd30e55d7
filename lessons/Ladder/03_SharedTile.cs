using ILGPU;

namespace DqnGpu.Lessons.Ladder;

// A group of 32 x 32 threads makes a tile of C. Step by step it copies 32 x 32 tiles of A and of B into shared memory, each thread one float of both;
// then each thread multiplies 32 pairs from there. A's tile is stored transposed, so that the loop walks down both tiles alike.
//
// What a thread reads from global memory serves 32 threads. Before, a warp moved 5 sectors of 32 bytes for 32 multiply-adds: 0.2 a byte.
// Now it moves 2 * 4 sectors for 32 * 32, and at the end 4 for C: 32 K in 8 K + 128 bytes, that is 4 K / (K + 16) = 3.56 a byte for K = 128.
public static class SharedTile
{
    private const int Tile = 32, K = MatrixProductRungs.Size;

    public static Rung Rung { get; } = MatrixProductRungs.Rung(
        "Shared tile", "A group copies a tile of each factor into shared memory and multiplies from there.",
        new Claim("multiply-adds a byte", 4.0 * K / (K + 16), counts => counts.MultiplyAddsPerByte, MoreIsBetter: true), ProductTile.Shared(Tile, Tile, Tile),
        (device, p) => () => device.Launch(Kernel, new(p.N / Tile, p.M / Tile), new(Tile * Tile), p));

    private static void Kernel(MatrixProduct p)
    {
        var a = SharedMemory.Allocate<float>(Tile * Tile);
        var b = SharedMemory.Allocate<float>(Tile * Tile);
        var (x, y) = (Group.IdxX % Tile, Group.IdxX / Tile);
        var m = Grid.IdxY * Tile + y;
        var n = Grid.IdxX * Tile + x;
        var sum = 0f;
        for (var k0 = 0; k0 < p.K; k0 += Tile)
        {
            a[x * Tile + y] = p.A[m * p.K + k0 + x];
            b[y * Tile + x] = p.B[(k0 + y) * p.N + n];
            Group.Barrier();
            for (var k = 0; k < Tile; k++)
                sum += a[k * Tile + y] * b[k * Tile + x];
            Group.Barrier();
        }
        p.C[m * p.N + n] = sum;
    }
}
