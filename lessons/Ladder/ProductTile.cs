namespace DqnGpu.Lessons.Ladder;

/// <summary>How a rung cuts the matrix product, to be drawn.</summary>
/// <param name="M">Rows of C of a group; of a warp where nothing goes through shared memory.</param>
/// <param name="N">Columns of C, likewise.</param>
/// <param name="K">How deep a step is.</param>
/// <param name="ThreadM">Rows of C of a thread.</param>
/// <param name="ThreadN">Columns of C of a thread.</param>
/// <param name="SharedFloats">That a step puts into shared memory.</param>
public sealed record ProductTile(int M, int N, int K, int ThreadM = 1, int ThreadN = 1, int SharedFloats = 0)
{
    /// <summary>Through shared memory.</summary>
    public static ProductTile Shared(int m, int n, int k, int threadM = 1, int threadN = 1) => new(m, n, k, threadM, threadN, (m + n) * k);
}
