namespace DqnGpu.Nn;

/// <summary>States that have lost what can be seen at one place: the frames, and around a pixel their blur instead (Greydanus et al. 2018, eq. 1).</summary>
/// <remarks>
/// <code>
/// patch(i, j)[c, y, x] = (1 - M) s[c, y, x] + M A[c, y, x]        M = exp(-((y - i)^2 + (x - j)^2) / (2 5^2)), 1 in the middle
/// A = s blurred by a Gaussian of 3 pixels, at the border by that part of it which lies inside; results are rounded to bytes
/// </code>
/// </remarks>
/// <param name="shape">Sizes of a state.</param>
public sealed class PatchBlur(FrameShape shape)
{
    private const double PatchSigma = 5;
    private const double BlurSigma = 3;

    /// <summary>Beyond four standard deviations a blur's weights are below 1/2,000 of the middle one.</summary>
    private const int BlurRadius = 12;

    /// <summary>Beyond sqrt(2 * 25 ln(2 * 255)) = 17.7 pixels M is so small that no byte can change.</summary>
    private const int PatchRadius = 17;

    /// <summary>Smaller changes are rounded away.</summary>
    private const double LeastChange = 0.5;

    private static readonly double[] BlurWeights = Gaussian(BlurSigma, BlurRadius);
    private static readonly double[] PatchWeights = Gaussian(PatchSigma, PatchRadius);

    private readonly byte[] state = new byte[shape.Length];
    private readonly double[] rows = new double[shape.H * shape.W];
    private readonly double[] toBlur = new double[shape.Length]; // A - s
    private readonly double[] mostOfRow = new double[shape.C * shape.H]; // max |A - s| of each row: most of a game's rows are of one colour

    /// <summary>Takes a state [C, H, W].</summary>
    public void Begin(ReadOnlySpan<byte> state)
    {
        state.CopyTo(this.state);
        var frameLength = shape.H * shape.W;
        for (var c = 0; c < shape.C; c++)
        {
            var frame = state.Slice(c * frameLength, frameLength);
            for (var y = 0; y < shape.H; y++)
                for (var x = 0; x < shape.W; x++)
                {
                    var (sum, weights) = (0.0, 0.0);
                    for (var i = Math.Max(0, x - BlurRadius); i <= Math.Min(shape.W - 1, x + BlurRadius); i++)
                    {
                        var weight = BlurWeights[Math.Abs(i - x)];
                        sum += weight * frame[y * shape.W + i];
                        weights += weight;
                    }
                    rows[y * shape.W + x] = sum / weights;
                }
            for (var y = 0; y < shape.H; y++)
            {
                var difference = toBlur.AsSpan(c * frameLength + y * shape.W, shape.W);
                difference.Clear();
                var weights = 0.0;
                for (var i = Math.Max(0, y - BlurRadius); i <= Math.Min(shape.H - 1, y + BlurRadius); i++)
                {
                    var weight = BlurWeights[Math.Abs(i - y)];
                    for (var x = 0; x < shape.W; x++)
                        difference[x] += weight * rows[i * shape.W + x];
                    weights += weight;
                }
                var most = 0.0;
                for (var x = 0; x < shape.W; x++)
                {
                    difference[x] = difference[x] / weights - frame[y * shape.W + x];
                    most = Math.Max(most, Math.Abs(difference[x]));
                }
                mostOfRow[c * shape.H + y] = most;
            }
        }
    }

    /// <summary>The state with a patch of blur.</summary>
    /// <param name="row">Row of the patch's middle.</param>
    /// <param name="column">Column of the patch's middle.</param>
    /// <param name="patched">[C, H, W]; overwritten.</param>
    /// <returns>False when no byte has changed.</returns>
    public bool TryPatch(int row, int column, Span<byte> patched)
    {
        state.CopyTo(patched);
        var changed = false;
        for (var c = 0; c < shape.C; c++)
            for (var y = Math.Max(0, row - PatchRadius); y <= Math.Min(shape.H - 1, row + PatchRadius); y++)
            {
                var line = (c * shape.H + y) * shape.W;
                var weight = PatchWeights[Math.Abs(y - row)];
                if (weight * mostOfRow[c * shape.H + y] < LeastChange)
                    continue;
                for (var x = Math.Max(0, column - PatchRadius); x <= Math.Min(shape.W - 1, column + PatchRadius); x++)
                {
                    var change = weight * PatchWeights[Math.Abs(x - column)] * toBlur[line + x];
                    if (change is > -LeastChange and < LeastChange)
                        continue;
                    patched[line + x] = (byte)(state[line + x] + change + 0.5);
                    changed |= patched[line + x] != state[line + x];
                }
            }
        return changed;
    }

    /// <summary>exp(-d^2 / (2 sigma^2)) for d = 0 .. radius.</summary>
    private static double[] Gaussian(double sigma, int radius) => [.. Enumerable.Range(0, radius + 1).Select(d => Math.Exp(-d * d / (2 * sigma * sigma)))];
}
