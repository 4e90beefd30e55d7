using ILGPU;
using static DqnGpu.Lessons.Puzzles.BankPasses;

namespace DqnGpu.Lessons.Puzzles.Solutions;

public static class BankPasses
{
    private const int Pitch = Tile + 1; // a column's words lie in 32 different banks: each row begins one bank further

    public static void Kernel(Arguments p)
    {
        var tile = SharedMemory.Allocate<float>(Tile * Pitch);
        var firstI = Grid.IdxX * Tile;
        var firstO = Grid.IdxY * Tile;
        for (var row = Group.IdxY; row < Tile; row += Group.DimY)
            tile[row * Pitch + Group.IdxX] = p.W[(firstO + row) * p.In + firstI + Group.IdxX];
        Group.Barrier();
        for (var row = Group.IdxY; row < Tile; row += Group.DimY)
            p.T[(firstI + row) * p.Out + firstO + Group.IdxX] = tile[Group.IdxX * Pitch + row];
    }
}
