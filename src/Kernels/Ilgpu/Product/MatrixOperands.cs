using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A matrix [outer, K] in memory: rows of k.</summary>
internal readonly struct RowsOperand(ArrayView<float> matrix, int outerLength, int kLength) : IMatrixOperand
{
    private readonly ArrayView<float> matrix = matrix;
    private readonly int outerLength = outerLength;
    private readonly int kLength = kLength;

    public static bool ContiguousInK => true;

    public OperandPosition At(int outer, int phase) => new() { Offset = outer < outerLength ? outer * kLength : -1 };

    public float Element(OperandPosition position, int k) => matrix[position.Offset + k];

    public Float4 Vector(OperandPosition position, int k) => matrix.Cast<Float4>()[(position.Offset + k) >> 2];
}

/// <summary>A matrix [K, outer] in memory: for each k a row of outer indices.</summary>
internal readonly struct ColumnsOperand(ArrayView<float> matrix, int outerLength) : IMatrixOperand
{
    private readonly ArrayView<float> matrix = matrix;
    private readonly int outerLength = outerLength;

    public static bool ContiguousInK => false;

    public OperandPosition At(int outer, int phase) => new() { Offset = outer < outerLength ? outer : -1 };

    public float Element(OperandPosition position, int k) => matrix[position.Offset + k * outerLength];

    public Float4 Vector(OperandPosition position, int k) => matrix.Cast<Float4>()[(position.Offset + k * outerLength) >> 2];
}

/// <summary>A matrix [K, outer] with one more outer index, whose elements are all 1.</summary>
/// <remarks>
/// A bias is a weight whose input is always 1, so its gradient is one more row or column of the weight gradient's product.
/// </remarks>
internal readonly struct ColumnsAndOneOperand(ArrayView<float> matrix, int outerLength) : IMatrixOperand
{
    private readonly ArrayView<float> matrix = matrix;
    private readonly int outerLength = outerLength;

    public static bool ContiguousInK => false;

    public OperandPosition At(int outer, int phase) => new() { Offset = outer <= outerLength ? outer : -1 };

    public float Element(OperandPosition position, int k) =>
        position.Offset == outerLength ? 1f : matrix[position.Offset + k * outerLength];

    public Float4 Vector(OperandPosition position, int k) => position.Offset == outerLength
        ? new Float4(1, 0, 0, 0)
        : matrix.Cast<Float4>()[(position.Offset + k * outerLength) >> 2];
}
