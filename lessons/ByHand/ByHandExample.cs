namespace DqnGpu.Lessons.ByHand;

/// <summary>The smallest network that has everything: a 2 x 2 picture, one filter, ReLU, a linear layer, a squared error. Every number is exact.</summary>
internal sealed class ByHandExample
{
    #region network
    /// <summary>The picture x[h, w].</summary>
    public double[,] X { get; init; } = { { 2, 1 }, { 3, 2 } };

    /// <summary>The filter w[s], one row of two, and its bias b.</summary>
    public double[] W { get; init; } = [1, -0.5];

    public double B { get; init; } = 0.5;

    /// <summary>The linear layer v[p] behind it, and its bias c.</summary>
    public double[] V { get; init; } = [0.5, -1];

    public double C { get; init; } = 1;

    /// <summary>What the network should have said.</summary>
    public double Target { get; init; } = 1;
    #endregion

    public double[] Z { get; } = new double[2];

    public double[] Y { get; } = new double[2];

    public double Q { get; private set; }

    public double D { get; private set; }

    public double L { get; private set; }

    public double DQ { get; private set; }

    public double[] DV { get; } = new double[2];

    public double DC { get; private set; }

    public double[] DY { get; } = new double[2];

    public double[] DZ { get; } = new double[2];

    public double[] DW { get; } = new double[2];

    public double DB { get; private set; }

    public double[,] DX { get; } = new double[2, 2];

    #region forward
    public void Forward()
    {
        for (var p = 0; p < 2; p++)
        {
            Z[p] = B;
            for (var s = 0; s < 2; s++)
                Z[p] += W[s] * X[p, s];
            Y[p] = Math.Max(0, Z[p]);
        }
        Q = C + V[0] * Y[0] + V[1] * Y[1];
        D = Q - Target;
        L = D * D;
    }
    #endregion

    #region backward
    public void Backward()
    {
        DQ = 2 * D;
        DC = DQ;
        for (var p = 0; p < 2; p++)
        {
            DV[p] = DQ * Y[p];
            DY[p] = DQ * V[p];
            DZ[p] = Z[p] > 0 ? DY[p] : 0;
            DB += DZ[p];
            for (var s = 0; s < 2; s++)
            {
                DW[s] += DZ[p] * X[p, s];
                DX[p, s] += DZ[p] * W[s];
            }
        }
    }
    #endregion
}
