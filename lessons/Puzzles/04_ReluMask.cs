using ILGPU;

namespace DqnGpu.Lessons.Puzzles;

// Puzzle 4: ReLU's mask
//
// Formula
//   y = max(0, x)              dx = dy where x > 0, and 0 elsewhere
//
// Picture
//        y |      /            dx |
//          |     /             dy |     +------
//          |    /                 |     |
//   -------+---+------ x   -------+-----+------ x
//              0                  0     0
//   Where x lay below 0, y stayed 0 however x moved: nothing of what comes back goes through.
//
// Yours to do
//   x is gone: a network keeps y alone, which the next layer needs anyway, and y says enough. The kernel lets everything through. Mend the line.
//   Groups have 64 threads.
//
//   dotnet run --project lessons -- puzzle 4

public static class ReluMask
{
    public struct Arguments
    {
        public ArrayView<float> Y; // what the layer gave, [Length]
        public ArrayView<float> Dy; // [Length]
        public ArrayView<float> Dx; // [Length], yours to write
    }

    public static void Kernel(Arguments p)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        if (i < p.Dx.Length)
            p.Dx[i] = p.Dy[i]; // YOUR CODE HERE
    }
}
