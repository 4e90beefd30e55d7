using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

// Each phase as an implicit product with a shared tile, as forward was: rows are a phase's pixels, columns are channels, the sum is over
// windows and k.
//
// Its left factor is dz as the windows see it, its right one the phase's part of w, turned: a thread reads it along k, where its neighbours
// lie, and writes it into the tile across, in rows of 18 so that the two rows of a warp meet in no bank. 4096 multiply-adds take 16 x 16
// numbers of each factor. But a phase has 162 pixels, so its last tile juts out: 4 x 11 tiles, each of 8 steps. At the edge, where a window
// is missing, nothing of dz is read and zeros are multiplied. So dz is read R S / stride^2 = 4 times for each phase, w once in each tile,
// and dx written once.
public static class InputProduct
{
    private const int Tile = 16, Padded = Tile + 2, Steps = 4 * 11 * 8, DzRead = 4 * 4 * 4096, DxLength = 10368;

    public static Rung Rung { get; } = ConvolutionRungs.Input(
        "Input, product", "Each phase is an implicit product through a shared tile.",
        new Claim(
            "multiply-adds a byte", Steps * 4096 / 4.0 / (Steps * Tile * Tile + DzRead + DxLength),
            counts => counts.MultiplyAddsPerByte, MoreIsBetter: true),
        (device, a) => () => device.Launch(
            Kernel, new((a.N * a.H * a.W / a.stride / a.stride + Tile - 1) / Tile, a.stride, a.stride), new(Tile * Tile), a));

    private static void Kernel(Convolution a)
    {
        var left = SharedMemory.Allocate<float>(Tile * Tile);
        var right = SharedMemory.Allocate<float>(Tile * Padded);
        var (column, row) = (Group.IdxX % Tile, Group.IdxX / Tile);
        var m = Grid.IdxX * Tile + row;
        var (lastQ, lastP, n) = (m % (a.W / a.stride), m / (a.W / a.stride) % (a.H / a.stride), m / (a.W / a.stride) / (a.H / a.stride));
        var dx = 0f;
        for (var r = Grid.IdxY; r < a.R; r += a.stride)
            for (var s = Grid.IdxZ; s < a.S; s += a.stride)
                for (var k = 0; k < a.K; k += Tile)
                {
                    var (p, q) = (lastP - r / a.stride, lastQ - s / a.stride);
                    if (n < a.N && p >= 0 && p < a.P && q >= 0 && q < a.Q)
                        left[row * Tile + column] = a.dz[a.Z(n, p, q, k + column)];
                    else
                        left[row * Tile + column] = 0;
                    right[column * Padded + row] = a.w[a.Weight(r, s, row, k + column)];
                    Group.Barrier();
                    for (var i = 0; i < Tile; i++)
                        dx += left[row * Tile + i] * right[i * Padded + column];
                    Group.Barrier();
                }
        if (n < a.N)
            a.dx[a.X(n, lastP * a.stride + Grid.IdxY, lastQ * a.stride + Grid.IdxZ, column)] = dx;
    }
}
