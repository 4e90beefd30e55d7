using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DqnGpu.Kernels.Simd;

/// <summary>The right factor B of a product: a matrix as it lies in memory, or its copy in panels.</summary>
/// <remarks>
/// <para>A register tile reads a strip of B, two vectors wide, from top to bottom. In a matrix with 64 columns the lines of such a strip lie 256 bytes
/// apart, so they compete for a quarter of the first-level cache: 8 of 32 KB, too little for most strips, which then come from the second level
/// for every tile. In panels, [columns / width][depth][width] with a width of two vectors, a strip is contiguous.</para>
/// <para>B[k, column] = first[column / width * panelStep + k * step + column % width]; in panels step = width.</para>
/// </remarks>
/// <param name="first">B[0, 0].</param>
/// <param name="step">Distance between the rows of B, in floats.</param>
/// <param name="panelStep">Distance between panels, in floats; 0: not in panels.</param>
internal readonly unsafe struct RightFactor(float* first, int step, long panelStep = 0)
{
    /// <summary>Distance between the rows, in floats.</summary>
    public int Step => step;

    /// <summary>B[0, column].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Column(int column) => panelStep == 0 ? first + column : first + column / step * panelStep + column % step;

    /// <summary>How far it is from a column to the one <paramref name="columns"/> further on: from panel to panel, or within what is one.</summary>
    public long NextColumns(int columns) => panelStep == 0 || columns < step ? columns : panelStep;

    /// <summary>The same factor from row <paramref name="k"/> on.</summary>
    public RightFactor FromRow(int k) => new(first + (long)k * step, step, panelStep);
}

/// <summary>Writes the panels of a <see cref="RightFactor"/>.</summary>
internal static unsafe class Panels
{
    private const int RowsAhead = 12;
    private const int CacheLine = 16;

    /// <summary>Floats that <paramref name="depth"/> rows of <paramref name="columns"/> columns take.</summary>
    public static long Length(int depth, int columns, int width) => (long)depth * Padded(columns, width);

    /// <summary>Columns of all panels together, the last one's unused included.</summary>
    public static int Padded(int columns, int width) => (columns + width - 1) / width * width;

    /// <summary>Copies B [depth, columns] into panels of two vectors; columns beyond the last are not written.</summary>
    /// <remarks>Rows that lie far apart come one by one from memory: so they are asked for some rows ahead.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static RightFactor Pack<TUnit, TVector>(float* b, int step, int depth, int columns, float* panels)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var width = 2 * TUnit.Lanes;
        var panelStep = (long)width * depth;
        for (var k = 0; k < depth; k++)
        {
            var row = b + (long)k * step;
            var panel = panels + (long)k * width;
            if (Sse.IsSupported)
                for (var column = 0; column < columns; column += CacheLine)
                    Sse.Prefetch0(row + (long)RowsAhead * step + column);
            var first = 0;
            for (; first + width <= columns; first += width, panel += panelStep)
            {
                TUnit.Store(panel, TUnit.Load(row + first));
                TUnit.Store(panel + TUnit.Lanes, TUnit.Load(row + first + TUnit.Lanes));
            }
            for (var column = first; column < columns; column++)
                panel[column - first] = row[column];
        }
        return new(panels, width, panelStep);
    }
}
