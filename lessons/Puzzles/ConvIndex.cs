using DqnGpu.Kernels;

namespace DqnGpu.Lessons.Puzzles;

/// <summary>Where the elements of a convolution lie: channels run fastest. For the kernels of puzzles 6 to 8; nothing to be solved here.</summary>
public static class ConvIndex
{
    /// <summary>Of x[n, h, w, c] and dx.</summary>
    public static int X(Conv2dShape shape, int n, int h, int w, int c) => ((n * shape.H + h) * shape.W + w) * shape.C + c;

    /// <summary>Of w[r, s, c, k] and dw.</summary>
    public static int W(Conv2dShape shape, int r, int s, int c, int k) => ((r * shape.S + s) * shape.C + c) * shape.K + k;

    /// <summary>Of z[n, p, q, k] and dz.</summary>
    public static int Z(Conv2dShape shape, int n, int p, int q, int k) => ((n * shape.P + p) * shape.Q + q) * shape.K + k;
}
