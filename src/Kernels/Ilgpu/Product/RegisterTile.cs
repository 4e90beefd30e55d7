namespace DqnGpu.Kernels.Ilgpu;

/// <summary>One thread's 8 x 8 results: 64 accumulators.</summary>
/// <remarks>
/// Named fields, not an array: the compiler keeps an array that a loop indexes in local memory (off-chip), named floats in registers.
/// Per step of k a thread reads 8 + 8 floats from shared memory and does 64 multiply-adds with them; an 8 x 4 tile would read 12 for 32.
/// </remarks>
public struct RegisterTile
{
    /// <summary>Row 0.</summary>
    public RegisterRow Row0;

    /// <summary>Row 1.</summary>
    public RegisterRow Row1;

    /// <summary>Row 2.</summary>
    public RegisterRow Row2;

    /// <summary>Row 3.</summary>
    public RegisterRow Row3;

    /// <summary>Row 4.</summary>
    public RegisterRow Row4;

    /// <summary>Row 5.</summary>
    public RegisterRow Row5;

    /// <summary>Row 6.</summary>
    public RegisterRow Row6;

    /// <summary>Row 7.</summary>
    public RegisterRow Row7;

    /// <summary>tile += left (8 rows) times right (8 columns): the outer product of one k.</summary>
    public void AddOuterProduct(Float4 leftLow, Float4 leftHigh, Float4 rightLow, Float4 rightHigh)
    {
        Row0.AddScaled(leftLow.X, rightLow, rightHigh);
        Row1.AddScaled(leftLow.Y, rightLow, rightHigh);
        Row2.AddScaled(leftLow.Z, rightLow, rightHigh);
        Row3.AddScaled(leftLow.W, rightLow, rightHigh);
        Row4.AddScaled(leftHigh.X, rightLow, rightHigh);
        Row5.AddScaled(leftHigh.Y, rightLow, rightHigh);
        Row6.AddScaled(leftHigh.Z, rightLow, rightHigh);
        Row7.AddScaled(leftHigh.W, rightLow, rightHigh);
    }
}

/// <summary>Eight columns of a row: four of the tile's left half, four of its right half.</summary>
public struct RegisterRow
{
    /// <summary>The first four.</summary>
    public Float4 Low;

    /// <summary>The last four.</summary>
    public Float4 High;

    /// <summary>row += scale * (low, high).</summary>
    public void AddScaled(float scale, Float4 low, Float4 high)
    {
        Low.X += scale * low.X;
        Low.Y += scale * low.Y;
        Low.Z += scale * low.Z;
        Low.W += scale * low.W;
        High.X += scale * high.X;
        High.Y += scale * high.Y;
        High.Z += scale * high.Z;
        High.W += scale * high.W;
    }

    /// <summary>row += other.</summary>
    public void Add(RegisterRow other)
    {
        Low = TiledProduct.Add(Low, other.Low);
        High = TiledProduct.Add(High, other.High);
    }
}
