namespace DqnGpu.Nn;

/// <summary>A layer or network in double precision: y from x and parameters.</summary>
/// <param name="x">Input of the whole minibatch.</param>
/// <param name="parameters">Flat parameters.</param>
/// <param name="y">Output of the whole minibatch; written.</param>
internal delegate void ReferenceFunction(ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y);

/// <summary>Derivatives of L = sum of dy * y by central differences in double precision.</summary>
/// <remarks>
/// <code>
/// dL/dt = (L(t + h) - L(t - h)) / 2h + O(h^2)
/// </code>
/// With h = 1e-6 the rounding error of a double leaves about nine digits, and a ReLU rarely switches within so small a step. Where one
/// does, the slopes on the two sides differ, (L(t + h) - L(t)) / h from (L(t) - L(t - h)) / h, and the quotient means nothing: a kink.
/// </remarks>
internal sealed class FiniteDifferences(ReferenceFunction function, double[] x, double[] parameters, int outputs)
{
    private const double Step = 1e-6;
    private const double UnitRoundoff = 1.1102230246251565e-16;
    private readonly double[] y = new double[outputs];

    /// <summary>The derivative, and how far the slopes on its two sides lie apart.</summary>
    public readonly record struct Slope(double Central, double Asymmetry);

    /// <summary>What rounding leaves of a derivative that is 0: some units in the last place of the sum, divided by h.</summary>
    public double Noise(ReadOnlySpan<double> dy)
    {
        function(x, parameters, y);
        var magnitude = 0.0;
        for (var i = 0; i < y.Length; i++)
            magnitude += Math.Abs(dy[i] * y[i]);
        return 16 * magnitude * UnitRoundoff / Step;
    }

    /// <summary>y of the unperturbed input.</summary>
    public double[] Forward()
    {
        function(x, parameters, y);
        return [.. y];
    }

    /// <summary>dL / d variables[index]; <paramref name="variables"/> is the array of inputs or of parameters itself.</summary>
    #region element
    public Slope Element(double[] variables, int index, ReadOnlySpan<double> dy)
    {
        var value = variables[index];
        var middle = Loss(dy);
        variables[index] = value + Step;
        var above = Loss(dy);
        variables[index] = value - Step;
        var below = Loss(dy);
        variables[index] = value;
        return Combine(below, middle, above);
    }
    #endregion

    /// <summary>The derivative of L when variables[offset + i] moves by direction[i].</summary>
    public Slope Direction(double[] variables, int offset, ReadOnlySpan<double> direction, ReadOnlySpan<double> dy)
    {
        var saved = variables.AsSpan(offset, direction.Length).ToArray();
        var middle = Loss(dy);
        Move(variables.AsSpan(offset), saved, Step, direction);
        var above = Loss(dy);
        Move(variables.AsSpan(offset), saved, -Step, direction);
        var below = Loss(dy);
        saved.CopyTo(variables, offset);
        return Combine(below, middle, above);
    }

    private static void Move(Span<double> variables, ReadOnlySpan<double> from, double step, ReadOnlySpan<double> direction)
    {
        for (var i = 0; i < direction.Length; i++)
            variables[i] = from[i] + step * direction[i];
    }

    private static Slope Combine(double below, double middle, double above) =>
        new((above - below) / (2 * Step), Math.Abs((above - middle) - (middle - below)) / Step);

    private double Loss(ReadOnlySpan<double> dy)
    {
        function(x, parameters, y);
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
            sum += dy[i] * y[i];
        return sum;
    }
}
