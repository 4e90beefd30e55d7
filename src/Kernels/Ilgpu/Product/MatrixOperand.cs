using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Where a thread reads an operand: all that depends on its row or column alone, computed once before the loop over k.</summary>
internal struct OperandPosition
{
    /// <summary>Offset of the row's first element; negative: the row lies outside the matrix and reads as zeros.</summary>
    public int Offset;

    /// <summary>A row coordinate for operands that check borders as k runs (otherwise unused).</summary>
    public int Y;

    /// <summary>A column coordinate for operands that check borders as k runs (otherwise unused).</summary>
    public int X;
}

/// <summary>One factor of a <see cref="TiledProduct"/>: a matrix that need not exist, only be readable element by element.</summary>
/// <remarks>
/// The left factor is seen as rows m, the right factor as columns n; both are called <c>outer</c> here, and k runs over the sum.
/// A convolution's patch matrix ("im2col") is such an operand: it is never written to memory; its elements are found in the image.
/// </remarks>
internal interface IMatrixOperand
{
    /// <summary>True when four neighbouring k lie in four neighbouring addresses; false when four neighbouring outer indices do.</summary>
    static abstract bool ContiguousInK { get; }

    /// <summary>
    /// The position of <paramref name="outer"/> (m or n) in phase <paramref name="phase"/>; negative offset when outside.
    /// </summary>
    OperandPosition At(int outer, int phase);

    /// <summary>The element (outer, k).</summary>
    float Element(OperandPosition position, int k);

    /// <summary>Four elements: (outer, k .. k+3) when <see cref="ContiguousInK"/>, else (outer .. outer+3, k).</summary>
    Float4 Vector(OperandPosition position, int k);
}

/// <summary>Where the elements of a product go, and what is done to them on the way (bias, ReLU, mask).</summary>
internal interface IMatrixResult
{
    /// <summary>Takes element (m, n).</summary>
    void Store(int m, int n, int phase, float value);

    /// <summary>Takes elements (m, n .. n+3); n is a multiple of 4.</summary>
    void StoreVector(int m, int n, int phase, Float4 value);
}
