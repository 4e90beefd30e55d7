using ILGPU;

namespace DqnGpu.Lessons.Ladder.Conv;

/// <summary>What every kernel of this ladder gets: one convolution, its tensors and its sizes, named as in the book.</summary>
/// <remarks>
/// <code>
/// z[n,p,q,k] = b[k] + sum over r, s, c of  x[n, p stride + r, q stride + s, c] * w[r,s,c,k]
/// </code>
/// Channels last: x, dx [N, H, W, C], w, dw [R, S, C, K], z, dz [N, P, Q, K]. A d before a name: the derivative of the loss by it.
/// </remarks>
public struct Convolution
{
    public ArrayView<float> x, w, b, z;
    public ArrayView<float> dz, dw, dx;

    /// <summary>[N P Q, R S C]: what the window sees at each position, where a rung writes it down.</summary>
    public ArrayView<float> patches;

    /// <summary>[P, R, S, C, K]: a weight's sums over single rows of positions.</summary>
    public ArrayView<float> parts;

    public int N, H, W, C;
    public int P, Q, K;
    public int R, S, stride;

    /// <summary>Where x[n, h, w, c] lies, and dx.</summary>
    public readonly int X(int n, int h, int w, int c) => ((n * H + h) * W + w) * C + c;

    /// <summary>Where w[r, s, c, k] lies, and dw.</summary>
    public readonly int Weight(int r, int s, int c, int k) => ((r * S + s) * C + c) * K + k;

    /// <summary>Where z[n, p, q, k] lies, and dz.</summary>
    public readonly int Z(int n, int p, int q, int k) => ((n * P + p) * Q + q) * K + k;
}
