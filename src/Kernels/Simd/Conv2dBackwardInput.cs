namespace DqnGpu.Kernels.Simd;

/// <summary>How the weights lie for the pass to the input: [group of s][r % stride][panel][r / stride, k][2 vectors of (s, c)].</summary>
/// <remarks>
/// Windows of neighbouring positions overlap in dx, so a register tile, which loads, adds and stores several rows, must not hold the
/// overlap. Therefore s is cut into groups as wide as the stride: within one group the windows of two positions never meet. A row h of dx is reached
/// by the r that leave the same remainder as h by the stride, r = h % stride + stride j, from the output row p = h / stride - j: for neighbouring j
/// the weights are neighbours, so one product sums over all of them.
/// </remarks>
internal readonly struct WindowGroups(Conv2dShape shape, int panelWidth)
{
    public Conv2dShape Shape => shape;

    public int PanelWidth => panelWidth;

    /// <summary>Groups of s.</summary>
    public int Count => (shape.S + shape.Stride - 1) / shape.Stride;

    /// <summary>Floats of all groups.</summary>
    public long Length => Count * shape.Stride * BlockLength;

    /// <summary>Columns of a group: (s, c) of its s.</summary>
    public int Columns(int group) => Math.Min(shape.Stride, shape.S - group * shape.Stride) * shape.C;

    /// <summary>r with a remainder by the stride.</summary>
    public int Taps(int remainder) => (shape.R - remainder + shape.Stride - 1) / shape.Stride;

    /// <summary>Floats between the panels of a group and a remainder.</summary>
    public long PanelStep => (long)Taps(0) * shape.K * panelWidth;

    /// <summary>Where the panels of a group and a remainder start.</summary>
    public long Start(int group, int remainder) => (group * shape.Stride + remainder) * BlockLength;

    /// <summary>Where the elements of a row of dz lie, from those of the first tap on: each tap is an output row less [<c>Taps(0)</c> K].</summary>
    public unsafe void WriteOffsets(int* offsets) => OffsetTable.Runs(Taps(0), shape.K, -shape.Q * shape.K, offsets);

    private long BlockLength => Panels.Length(Taps(0) * shape.K, shape.Stride * shape.C, panelWidth);
}

/// <summary>w[r, s, c, k] to the <see cref="WindowGroups"/>; a task is one kernel row r.</summary>
internal readonly unsafe struct TransposeWeights(WindowGroups groups, float* w, float* wT) : IVectorWork
{
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var (shape, width) = (groups.Shape, groups.PanelWidth);
        var (j, remainder) = (task / shape.Stride, task % shape.Stride);
        for (var group = 0; group < groups.Count; group++)
        {
            var from = w + ((long)task * shape.S + group * shape.Stride) * shape.C * shape.K;
            var to = wT + groups.Start(group, remainder) + (long)j * shape.K * width;
            for (var column = 0; column < groups.Columns(group); column += width, to += groups.PanelStep)
                Transposition.Run(
                    from + (long)column * shape.K, shape.K, to, width, Math.Min(width, groups.Columns(group) - column), shape.K);
        }
    }
}

/// <summary>
/// dx[n, h, q stride + s, c] += sum over r and k of dz[n, p, q, k] * w[r, s, c, k], where p stride + r = h; a task is some rows h of up to two
/// samples, which nobody else writes.
/// </summary>
/// <remarks>
/// Rows of A are the positions (h, n, q) of rows h that take the same weights; their elements are those of the output rows p that reach h, K floats each.
/// The first group of s is written, not added: its windows lie side by side from the left edge on, and only what is right of them is cleared. Groups of s,
/// rows h and tiles follow each other in a fixed order, so every element of dx is summed in the same order in each run.
/// </remarks>
internal readonly unsafe struct Conv2dBackwardInput(WindowGroups groups, int* offsets, float* dz, float* wT, float* dx, float* reluOutput) : IVectorWork
{
    private const int Samples = 2;
    private const int Parts = 2;

    public int Tasks => (groups.Shape.N + Samples - 1) / Samples * Parts;

    [Computes(Operation.ConvolutionBackwardInput, Depth = 1)]
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var shape = groups.Shape;
        var firstN = task / Parts * Samples;
        var endN = Math.Min(shape.N, firstN + Samples);
        var (firstH, endH) = (task % Parts * shape.H / Parts, (task % Parts + 1) * shape.H / Parts);
        ClearWhatNoWindowStarts(firstN, endN, firstH, endH);
        for (var group = 0; group < groups.Count; group++)
            for (var remainder = 0; remainder < shape.Stride; remainder++)
                AddRows<TUnit, TVector>(firstN, endN, firstH, endH, group, remainder);
        if (reluOutput is null)
            return;
        var rowLength = (long)shape.W * shape.C;
        for (var n = firstN; n < endN; n++)
            Elementwise.Here<TUnit, TVector, ReluMask>(
                (n * shape.H + firstH) * rowLength, (n * shape.H + endH) * rowLength, new ReluMask(reluOutput, dx, dx));
    }

    /// <summary>All of dx that the first group of s does not write: what is right of its windows, and rows that no window reaches.</summary>
    private void ClearWhatNoWindowStarts(int firstN, int endN, int firstH, int endH)
    {
        var shape = groups.Shape;
        var written = Math.Min(shape.W, shape.Q * shape.Stride);
        for (var n = firstN; n < endN; n++)
            for (var h = firstH; h < endH; h++)
            {
                var first = Reach(h).Taps > 0 && groups.Columns(0) == shape.Stride * shape.C ? written : 0;
                new Span<float>(dx + (((long)n * shape.H + h) * shape.W + first) * shape.C, (shape.W - first) * shape.C).Clear();
            }
    }

    /// <summary>What one group of s adds to the rows h with one remainder by the stride, of <paramref name="firstH"/> to <paramref name="endH"/>.</summary>
    [Computes(Operation.ConvolutionBackwardInput, Depth = 2)]
    private void AddRows<TUnit, TVector>(int firstN, int endN, int firstH, int endH, int group, int remainder)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var shape = groups.Shape;
        var a = stackalloc float*[MatrixProduct.BlockRows];
        var c = stackalloc float*[MatrixProduct.BlockRows];
        var rows = 0;
        var (taps, firstTap) = (0, 0);
        for (var h = firstH + (remainder - firstH % shape.Stride + shape.Stride) % shape.Stride; h < endH; h += shape.Stride)
        {
            var reach = Reach(h);
            if (rows > 0 && reach != (taps, firstTap))
            {
                Product(group, remainder, taps, firstTap).Compute<TUnit, TVector>(a, c, rows);
                rows = 0;
            }
            (taps, firstTap) = reach;
            for (var n = firstN; n < endN && taps > 0; n++)
            {
                var row = dz + ((long)n * shape.P + h / shape.Stride - firstTap) * shape.Q * shape.K;
                var window = dx + (((long)n * shape.H + h) * shape.W + group * shape.Stride) * shape.C;
                for (var q = 0; q < shape.Q; q++, row += shape.K, window += shape.Stride * shape.C)
                {
                    a[rows] = row;
                    c[rows] = window;
                    if (++rows < MatrixProduct.BlockRows)
                        continue;
                    Product(group, remainder, taps, firstTap).Compute<TUnit, TVector>(a, c, rows);
                    rows = 0;
                }
            }
        }
        if (rows > 0)
            Product(group, remainder, taps, firstTap).Compute<TUnit, TVector>(a, c, rows);
    }

    /// <summary>The r that reach row h of dx from inside of dz: how many, and the first of those that leave h's remainder by the stride.</summary>
    private (int Taps, int FirstTap) Reach(int h)
    {
        var lastP = h / groups.Shape.Stride;
        var firstTap = Math.Max(0, lastP - (groups.Shape.P - 1));
        return (Math.Max(0, Math.Min(groups.Taps(h % groups.Shape.Stride), lastP + 1) - firstTap), firstTap);
    }

    private MatrixProduct Product(int group, int remainder, int taps, int firstTap) => new()
    {
        Offsets = offsets,
        Depth = taps * groups.Shape.K,
        B = new RightFactor(wT + groups.Start(group, remainder), groups.PanelWidth, groups.PanelStep).FromRow(firstTap * groups.Shape.K),
        Columns = groups.Columns(group),
        Accumulate = group > 0,
    };
}
