using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A matrix [outer, K] in memory: rows of k.</summary>
internal struct RowsOperand(MemberViews<float> matrices, int outerLength, int kLength) : IMatrixOperand
{
    private readonly MemberViews<float> matrices = matrices;
    private readonly int outerLength = outerLength;
    private readonly int kLength = kLength;
    private ArrayView<float> matrix = matrices.First;

    public static bool ContiguousInK => true;

    public static bool HasBorders => false;

    public void Enter(int member) => matrix = matrices.Of(member);

    public readonly OperandPart Outer(int outer) => new() { Offset = outer < outerLength ? outer * kLength : OperandPart.Outside };

    public readonly OperandPart Inner(int k) => new() { Offset = k };

    public readonly bool IsInside(OperandPart outer, OperandPart inner) => true;

    public readonly float Element(int offset) => matrix[offset];

    public readonly Float4 Vector(int offset) => matrix.Cast<Float4>()[offset >> 2];

    public readonly Float4 Numbers(Float4 vector) => vector;
}

/// <summary>A matrix [K, outer] in memory: for each k a row of outer indices.</summary>
internal struct ColumnsOperand(MemberViews<float> matrices, int outerLength) : IMatrixOperand
{
    private readonly MemberViews<float> matrices = matrices;
    private readonly int outerLength = outerLength;
    private ArrayView<float> matrix = matrices.First;

    public static bool ContiguousInK => false;

    public static bool HasBorders => false;

    public void Enter(int member) => matrix = matrices.Of(member);

    public readonly OperandPart Outer(int outer) => new() { Offset = outer < outerLength ? outer : OperandPart.Outside };

    public readonly OperandPart Inner(int k) => new() { Offset = k * outerLength };

    public readonly bool IsInside(OperandPart outer, OperandPart inner) => true;

    public readonly float Element(int offset) => matrix[offset];

    public readonly Float4 Vector(int offset) => matrix.Cast<Float4>()[offset >> 2];

    public readonly Float4 Numbers(Float4 vector) => vector;
}
