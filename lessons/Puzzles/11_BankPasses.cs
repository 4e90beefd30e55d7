using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 11: A transposition without bank conflicts: passes to 1.00
//
// Formula
//   t[i, o] = w[o, i]                                      (puzzle 3 reads w by columns; here it gets them as rows)
//
// Picture
//   Rows of w are read, rows of t are written: all bytes are used, since a tile in shared memory turns in between. But shared memory has 32 banks,
//   word n in bank n mod 32, and a bank serves one word in a pass:
//
//   tile, 32 words a row             bank  0  1  2 ... 31
//                         row 0            a  .  .      .       written: a row, 32 banks, one pass
//                         row 1            b  .  .      .       read: a column a, b, c ...: 32 words, and all of them in bank 0.
//                         row 2            c  .  .      .       32 passes, one after the other.
//
// Yours to do
//   Bring the passes to 1.00 of the ideal. It takes two numbers. The launch: a group of 32 x 8 threads for each tile of 32 x 32.
//
//   dotnet run --project lessons -- puzzle 11

public static class BankPasses
{
    public const int Tile = 32;

    private const int Pitch = Tile; // words from one row of the tile to the next

    public struct Arguments
    {
        public int Out, In; // multiples of 32
        public ArrayView<float> W; // [Out, In]
        public ArrayView<float> T; // [In, Out], yours to write
    }

    public static void Kernel(Arguments p)
    {
        // YOUR CODE HERE, and in the line of Pitch.
        var tile = SharedMemory.Allocate<float>(1024);
        var firstI = Grid.IdxX * Tile;
        var firstO = Grid.IdxY * Tile;
        for (var row = Group.IdxY; row < Tile; row += Group.DimY)
            tile[row * Pitch + Group.IdxX] = p.W[(firstO + row) * p.In + firstI + Group.IdxX];
        Group.Barrier();
        for (var row = Group.IdxY; row < Tile; row += Group.DimY)
            p.T[(firstI + row) * p.Out + firstO + Group.IdxX] = tile[Group.IdxX * Pitch + row];
    }
}
