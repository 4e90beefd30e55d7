namespace DqnGpu.Kernels.Ilgpu;

/// <summary>One thread's 8 x 4 results: 32 accumulators.</summary>
/// <remarks>
/// Named fields, not an array: the compiler keeps an array that a loop indexes in local memory (off-chip), named floats in registers.
/// Per step of k a thread reads 8 + 4 floats from shared memory and does 32 multiply-adds with them; a 4 x 4 tile would read 8 for 16.
/// </remarks>
internal struct RegisterTile
{
    public Float4 Row0, Row1, Row2, Row3, Row4, Row5, Row6, Row7;

    /// <summary>tile += left (8 rows) times right (4 columns): the outer product of one k.</summary>
    public void AddOuterProduct(Float4 leftLow, Float4 leftHigh, Float4 right)
    {
        AddScaled(ref Row0, leftLow.X, right);
        AddScaled(ref Row1, leftLow.Y, right);
        AddScaled(ref Row2, leftLow.Z, right);
        AddScaled(ref Row3, leftLow.W, right);
        AddScaled(ref Row4, leftHigh.X, right);
        AddScaled(ref Row5, leftHigh.Y, right);
        AddScaled(ref Row6, leftHigh.Z, right);
        AddScaled(ref Row7, leftHigh.W, right);
    }

    private static void AddScaled(ref Float4 row, float scale, Float4 right)
    {
        row.X += scale * right.X;
        row.Y += scale * right.Y;
        row.Z += scale * right.Z;
        row.W += scale * right.W;
    }
}
