using ILGPU;
using static DqnGpu.Lessons.Puzzles.DoubleBuffer;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class DoubleBuffer
{
    public static void Kernel(Arguments p)
    {
        var row = Group.IdxX / Tile;
        var column = Group.IdxX % Tile;
        var n = Grid.IdxY * Tile + row;
        var i = Grid.IdxX * Tile + column;
        var dz = SharedMemory.Allocate<float>(2 * Tile * Tile);
        var w = SharedMemory.Allocate<float>(2 * Tile * Tile);
        var buffer = 0;
        dz[row * Tile + column] = p.Dz[n * p.Out + column];
        w[row * Tile + column] = p.W[row * p.In + i];
        var sum = 0f;
        for (var first = 0; first < p.Out; first += Tile)
        {
            Group.Barrier();
            var other = Tile * Tile - buffer;
            var next = first + Tile;
            if (next < p.Out)
            {
                dz[other + row * Tile + column] = p.Dz[n * p.Out + next + column];
                w[other + row * Tile + column] = p.W[(next + row) * p.In + i];
            }
            for (var o = 0; o < Tile; o++)
                sum += dz[buffer + row * Tile + o] * w[buffer + o * Tile + column];
            buffer = other;
        }
        p.Dx[n * p.In + i] = sum;
    }
}
