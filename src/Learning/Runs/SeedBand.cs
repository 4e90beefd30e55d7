namespace DqnGpu.Agent;

/// <summary>Several curves as one: their mean and the band from the lowest to the highest, where all of them have values.</summary>
/// <param name="X">[P], evenly spread.</param>
/// <param name="Mean">[P].</param>
/// <param name="Low">[P].</param>
/// <param name="High">[P].</param>
public sealed record SeedBand(double[] X, double[] Mean, double[] Low, double[] High)
{
    private const int Points = 500;

    /// <summary>Joins curves. Between its points each is a straight line.</summary>
    /// <param name="curves">Each with at least one point, x ascending.</param>
    /// <returns>Null where they have no stretch of x in common.</returns>
    public static SeedBand? Of(IReadOnlyList<(double[] X, double[] Y)> curves)
    {
        var (from, to) = (curves.Max(curve => curve.X[0]), curves.Min(curve => curve.X[^1]));
        if (from >= to)
            return null;
        double[] x = [.. Enumerable.Range(0, Points).Select(i => i == Points - 1 ? to : from + (to - from) * i / (Points - 1))];
        double[][] values = [.. x.Select(at => curves.Select(curve => At(curve.X, curve.Y, at)).ToArray())];
        return new(x, [.. values.Select(each => each.Average())], [.. values.Select(each => each.Min())], [.. values.Select(each => each.Max())]);
    }

    private static double At(double[] x, double[] y, double at)
    {
        var found = Array.BinarySearch(x, at);
        if (found >= 0)
            return y[found];
        var after = ~found;
        return y[after - 1] + (y[after] - y[after - 1]) * ((at - x[after - 1]) / (x[after] - x[after - 1]));
    }
}
