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
/// dx[n, h, q stride + s, c] += sum over r and k of dz[n, p, q, k] * w[r, s, c, k], where p stride + r = h; a task is some rows h of up to four
/// samples, which nobody else writes.
/// </summary>
/// <remarks>
/// Rows of A are the positions (n, q); their elements are those of the output rows p that reach h, K floats each. Groups of s, rows h and tiles follow each other in a fixed
/// order, so every element of dx is summed in the same order in each run.
/// </remarks>
internal readonly unsafe struct Conv2dBackwardInput(WindowGroups groups, int* offsets, float* dz, float* wT, float* dx, float* reluOutput) : IVectorWork
{
    private const int MostGroups = 8;
    private const int MostSamples = 4;
    private const int Parts = 4;

    public int Tasks => (groups.Shape.N + Samples - 1) / Samples * Parts;

    /// <summary>
    /// Several samples fill the register tiles better (a row of 7 positions is one and a sixth), fewer share better among threads.
    /// </summary>
    private int Samples => Math.Min(MostSamples, (groups.Shape.N + MostGroups - 1) / MostGroups);

    [Computes(Operation.ConvolutionBackwardInput, Depth = 1)]
    public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var shape = groups.Shape;
        var firstN = task / Parts * Samples;
        var endN = Math.Min(shape.N, firstN + Samples);
        var (firstH, endH) = (task % Parts * shape.H / Parts, (task % Parts + 1) * shape.H / Parts);
        var rowLength = (long)shape.W * shape.C;
        for (var n = firstN; n < endN; n++)
            new Span<float>(dx + (n * shape.H + firstH) * rowLength, (int)((endH - firstH) * rowLength)).Clear();
        AddRows<TUnit, TVector>(firstN, endN, firstH, endH);
        if (reluOutput is null)
            return;
        for (var n = firstN; n < endN; n++)
            Elementwise.Here<TUnit, TVector, ReluMask>(
                (n * shape.H + firstH) * rowLength, (n * shape.H + endH) * rowLength, new ReluMask(reluOutput, dx, dx));
    }

    /// <summary>All that is added to the rows <paramref name="firstH"/> to <paramref name="endH"/> of the samples' dx.</summary>
    [Computes(Operation.ConvolutionBackwardInput, Depth = 2)]
    private void AddRows<TUnit, TVector>(int firstN, int endN, int firstH, int endH)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var shape = groups.Shape;
        var a = stackalloc float*[MatrixProduct.BlockRows];
        var c = stackalloc float*[MatrixProduct.BlockRows];
        var rows = 0;
        for (var n = firstN; n < endN; n++)
            for (var q = 0; q < shape.Q; q++)
            {
                a[rows] = dz + ((long)n * shape.P * shape.Q + q) * shape.K;
                c[rows] = dx + ((long)n * shape.H * shape.W + q * shape.Stride) * shape.C;
                if (++rows < MatrixProduct.BlockRows && (n < endN - 1 || q < shape.Q - 1))
                    continue;
                for (var h = firstH; h < endH; h++)
                    AddRow<TUnit, TVector>(a, c, rows, h);
                rows = 0;
            }
    }

    /// <summary>The products of one row of dx: <paramref name="a"/> are the positions of p = 0, <paramref name="c"/> those of h = 0.</summary>
    [Computes(Operation.ConvolutionBackwardInput, Depth = 2)]
    private void AddRow<TUnit, TVector>(float** a, float** c, int rows, int h) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var shape = groups.Shape;
        var (lastP, remainder) = (h / shape.Stride, h % shape.Stride);
        var firstTap = Math.Max(0, lastP - (shape.P - 1));
        var taps = Math.Min(groups.Taps(remainder), lastP + 1) - firstTap;
        if (taps <= 0)
            return;
        var aOfTap = stackalloc float*[MatrixProduct.BlockRows];
        for (var row = 0; row < rows; row++)
            aOfTap[row] = a[row] + (lastP - firstTap) * shape.Q * shape.K;
        var cOfGroup = stackalloc float*[MatrixProduct.BlockRows];
        for (var group = 0; group < groups.Count; group++)
        {
            for (var row = 0; row < rows; row++)
                cOfGroup[row] = c[row] + (h * shape.W + group * shape.Stride) * shape.C;
            var product = new MatrixProduct
            {
                Offsets = offsets,
                Depth = taps * shape.K,
                B = new RightFactor(wT + groups.Start(group, remainder), groups.PanelWidth, groups.PanelStep).FromRow(firstTap * shape.K),
                Columns = groups.Columns(group),
                Accumulate = true,
            };
            product.Compute<TUnit, TVector>(aOfTap, cOfGroup, rows);
        }
    }
}
