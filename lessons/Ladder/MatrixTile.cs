using DqnGpu.Kernels.Ilgpu;
using ILGPU;

namespace DqnGpu.Lessons.Ladder;

/// <summary>How a thread's 8 x 8 results lie in C: four rows and columns, and four more 32 further on.</summary>
internal static class MatrixTile
{
    private const int Further = 32;

    /// <summary>Writes them.</summary>
    /// <param name="c">C from the first result on. As vectors all along: a view of floats that becomes one of vectors is stored float by float.</param>
    /// <param name="n">Vectors of a row of C.</param>
    /// <param name="sum">The results.</param>
    public static void Store(ArrayView<Float4> c, int n, RegisterTile sum)
    {
        Store(c, 0, sum.Row0);
        Store(c, n, sum.Row1);
        Store(c, 2 * n, sum.Row2);
        Store(c, 3 * n, sum.Row3);
        Store(c, Further * n, sum.Row4);
        Store(c, (Further + 1) * n, sum.Row5);
        Store(c, (Further + 2) * n, sum.Row6);
        Store(c, (Further + 3) * n, sum.Row7);
    }

    private static void Store(ArrayView<Float4> c, int at, RegisterRow row)
    {
        c[at] = row.Low;
        c[at + Further / 4] = row.High;
    }
}
