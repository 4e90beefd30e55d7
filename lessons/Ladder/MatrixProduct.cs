using ILGPU;

namespace DqnGpu.Lessons.Ladder;

/// <summary>C [M, N] = A [M, K] B [K, N], rows one after the other: element (m, k) of A is <c>A[m * K + k]</c>.</summary>
public struct MatrixProduct
{
    public ArrayView<float> A;
    public ArrayView<float> B;
    public ArrayView<float> C;
    public int M;
    public int N;
    public int K;
}
