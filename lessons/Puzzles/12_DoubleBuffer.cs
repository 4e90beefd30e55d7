using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 12: Double buffering: one barrier a step
//
// Formula
//   dx[n, i] = sum over o of dz[n, o] * w[o, i]            (puzzle 3 again, now a tile of 16 x 16 by a group, 16 o at a time)
//
// Picture
//   one pair of tiles     load 0 | multiply 0 | load 1 | multiply 1 | load 2 | multiply 2 |      a barrier at each bar:
//                                                                                                nobody overwrites what others still read
//   two pairs             load 0 | load 1     | load 2     | multiply 2 |                        load into the one pair while the other
//                                | multiply 0 | multiply 1 |                                     is read: a barrier a step, and the loads
//                                                                                                travel while the group multiplies
//
// Yours to do
//   The kernel has one pair and two barriers a step. Give it two pairs, and one barrier a step: 4 steps, so 5 barriers are enough. Loads of the next
//   pair come before the multiplications. Groups have 256 threads, thread t in row t / 16 and column t % 16 of its tile; all sizes are multiples of 16.
//
//   dotnet run --project lessons -- puzzle 12

public static class DoubleBuffer
{
    public const int Tile = 16;

    public struct Arguments
    {
        public int In, Out;
        public ArrayView<float> Dz; // [N, Out]
        public ArrayView<float> W; // [Out, In]
        public ArrayView<float> Dx; // [N, In], yours to write
    }

    public static void Kernel(Arguments p)
    {
        var row = Group.IdxX / Tile;
        var column = Group.IdxX % Tile;
        var n = Grid.IdxY * Tile + row;
        var i = Grid.IdxX * Tile + column;
        // YOUR CODE HERE
        var dz = SharedMemory.Allocate<float>(Tile * Tile);
        var w = SharedMemory.Allocate<float>(Tile * Tile);
        var sum = 0f;
        for (var first = 0; first < p.Out; first += Tile)
        {
            dz[row * Tile + column] = p.Dz[n * p.Out + first + column];
            w[row * Tile + column] = p.W[(first + row) * p.In + i];
            Group.Barrier();
            for (var o = 0; o < Tile; o++)
                sum += dz[row * Tile + o] * w[o * Tile + column];
            Group.Barrier();
        }
        p.Dx[n * p.In + i] = sum;
    }
}
