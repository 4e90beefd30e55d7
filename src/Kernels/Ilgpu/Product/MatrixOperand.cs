namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What one coordinate of an element says of where it lies; <see cref="IMatrixOperand"/> adds the parts of both.</summary>
internal struct OperandPart
{
    /// <summary>The offset of an index outside the matrix: no other part lifts it to 0.</summary>
    /// <remarks>So matrices may have at most 2^30 elements, see <see cref="IlgpuConv2d"/>.</remarks>
    public const int Outside = int.MinValue / 2;

    /// <summary>This coordinate's share of the element's offset.</summary>
    public int Offset;

    /// <summary>A row coordinate for operands with borders (otherwise unused).</summary>
    public int Y;

    /// <summary>A column coordinate for operands with borders (otherwise unused).</summary>
    public int X;
}

/// <summary>One factor of a <see cref="TiledProduct"/>: a matrix that need not exist, only be readable element by element.</summary>
/// <remarks>
/// <para>The left factor is seen as rows m, the right factor as columns n; both are called <c>outer</c> here, and k runs over the sum.
/// A convolution's patch matrix ("im2col") is such an operand: it is never written to memory; its elements are found in the image.</para>
/// <para>An element's offset is a sum of two parts, one of its outer index and one of its k. The first are computed once, before the loop over k; the
/// second once a step, for all rows of a thread. An element exists when the sum is not negative and <see cref="IsInside"/>.</para>
/// </remarks>
internal interface IMatrixOperand
{
    /// <summary>True when four neighbouring k lie in four neighbouring addresses; false when four neighbouring outer indices do.</summary>
    static abstract bool ContiguousInK { get; }

    /// <summary>
    /// True when elements inside 0..outer-1, 0..K-1 may be missing: each read of a vector then asks. False: all are there, and none does.
    /// </summary>
    static abstract bool HasBorders { get; }

    /// <summary>From here on the operand is that of this member: of several products of the same sizes in one launch.</summary>
    void Enter(int member);

    /// <summary>The part of <paramref name="outer"/> (m or n).</summary>
    OperandPart Outer(int outer);

    /// <summary>The part of <paramref name="k"/>, which lies in 0..K-1 or is ignored.</summary>
    OperandPart Inner(int k);

    /// <summary>False where an element beyond a border counts as zero.</summary>
    bool IsInside(OperandPart outer, OperandPart inner);

    /// <summary>The element at an offset.</summary>
    float Element(int offset);

    /// <summary>
    /// Four elements from an offset, as they lie in memory: what turns them into numbers (<see cref="Numbers"/>) comes later, so that no
    /// instruction waits for the load right behind it.
    /// </summary>
    Float4 Vector(int offset);

    /// <summary>What <see cref="Vector"/> read, as numbers.</summary>
    Float4 Numbers(Float4 vector);
}

/// <summary>Where the elements of a product go, and what is done to them on the way (bias, ReLU, mask).</summary>
/// <remarks>The result lies in memory as rows of neighbouring columns. Which of m and n is the column, the operation chooses.</remarks>
internal interface IMatrixResult
{
    /// <summary>True when the results of neighbouring m are neighbours in memory; false when those of neighbouring n are.</summary>
    static abstract bool ColumnsAreM { get; }

    /// <summary>True when the sums of the right factor over k are wanted too: a bias's gradient beside its weight's.</summary>
    static abstract bool WantsRightSums { get; }

    /// <summary>From here on the result is that of this member.</summary>
    void Enter(int member);

    /// <summary>Takes an element.</summary>
    void Store(int row, int column, float value);

    /// <summary>
    /// What <see cref="StoreVector"/> needs of memory (a bias, the output of a ReLU): read beforehand, beside other loads, as each alone would take as long as all.
    /// </summary>
    Float4 ReadVector(int row, int column);

    /// <summary>Takes elements (row, column .. column + 3); column is a multiple of 4.</summary>
    void StoreVector(int row, int column, Float4 value, Float4 read);

    /// <summary>Takes the sum over k of right[k, n].</summary>
    void StoreRightSum(int n, float value);
}
