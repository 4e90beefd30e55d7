using System.Globalization;

namespace DqnGpu.Nn;

/// <summary>Compares gradients of a device with finite differences of the reference, tensor by tensor.</summary>
internal sealed class GradientComparer(FiniteDifferences differences, GradientCheckOptions options, List<GradientComparison> comparisons)
{
    private const int DirectionAttempts = 5;

    private CounterRandom random = new(options.Seed, stream: 1000);

    /// <summary>Compares the forward pass.</summary>
    public void CompareOutput(string name, ReadOnlySpan<float> device)
    {
        var expected = differences.Forward();
        var scale = RootMeanSquare(expected);
        var comparison = new Worst(noise: 0);
        for (var i = 0; i < expected.Length; i++)
            comparison.Add(i, device[i], expected[i], scale);
        comparisons.Add(comparison.ToComparison(name, kinks: 0, options.OutputTolerance, maxKinks: 0));
    }

    /// <summary>Compares a tensor element by element.</summary>
    /// <param name="name">What it is called in the report.</param>
    /// <param name="variables">The array that holds the tensor.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="device">The device's gradient of the tensor.</param>
    /// <param name="dy">Upstream gradient.</param>
    public void CompareElements(string name, double[] variables, int offset, ReadOnlySpan<float> device, ReadOnlySpan<double> dy)
    {
        var chosen = Choose(device.Length);
        var slopes = new FiniteDifferences.Slope[chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
            slopes[i] = differences.Element(variables, offset + chosen[i], dy);
        var scale = RootMeanSquare([.. slopes.Select(slope => slope.Central)]);

        var noise = differences.Noise(dy);
        var comparison = new Worst(noise);
        var kinks = 0;
        for (var i = 0; i < chosen.Length; i++)
            if (IsKink(slopes[i], scale, noise))
                kinks++;
            else
                comparison.Add(chosen[i], device[chosen[i]], slopes[i].Central, scale);
        comparisons.Add(comparison.ToComparison(name, kinks, options.Tolerance, (int)(options.MaxKinkShare * chosen.Length)));
    }

    /// <summary>Compares a tensor along one random direction v of plus and minus ones: dL/dt = sum of gradient * v.</summary>
    /// <param name="name">What it is called in the report.</param>
    /// <param name="variables">The array that holds the tensor.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="device">The device's gradient of the tensor.</param>
    /// <param name="dy">Upstream gradient.</param>
    public void CompareDirection(string name, double[] variables, int offset, ReadOnlySpan<float> device, ReadOnlySpan<double> dy)
    {
        // For random signs the sum has the size of the gradient's norm, which is therefore the scale of the error.
        var norm = 0.0;
        foreach (var gradient in device)
            norm += (double)gradient * gradient;
        norm = Math.Sqrt(norm);

        var direction = new double[device.Length];
        var noise = differences.Noise(dy);
        var comparison = new Worst(noise);
        var kinks = 0;
        for (; kinks < DirectionAttempts; kinks++)
        {
            var product = 0.0;
            for (var i = 0; i < direction.Length; i++)
            {
                direction[i] = random.NextUniform() < 0.5 ? -1 : 1;
                product += direction[i] * device[i];
            }

            var slope = differences.Direction(variables, offset, direction, dy);
            if (IsKink(slope, norm, noise))
                continue;
            comparison.Add(0, product, slope.Central, norm);
            break;
        }

        comparisons.Add(comparison.ToComparison(name, kinks, options.Tolerance, DirectionAttempts - 1));
    }

    private bool IsKink(FiniteDifferences.Slope slope, double scale, double noise) =>
        slope.Asymmetry > 0.5 * options.Tolerance * Math.Max(scale, Math.Abs(slope.Central)) + noise;

    /// <summary>All indices, or so many different random ones.</summary>
    private int[] Choose(int length)
    {
        var indices = Enumerable.Range(0, length).ToArray();
        if (length <= options.MaxElements)
            return indices;
        for (var i = 0; i < options.MaxElements; i++)
        {
            var other = i + (int)(random.NextUniform() * (length - i));
            (indices[i], indices[other]) = (indices[other], indices[i]);
        }

        return indices[..options.MaxElements];
    }

    private static double RootMeanSquare(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value * value;
        return Math.Sqrt(sum / values.Length);
    }

    /// <summary>The largest error so far, as a share of the larger of the expected value and the scale.</summary>
    private struct Worst(double noise)
    {
        private int compared = 0;
        private double error = 0;
        private string where = "";

        public void Add(int index, double actual, double expected, double scale)
        {
            compared++;
            var difference = Math.Abs(actual - expected);
            var relative = difference <= noise ? 0 : difference / Math.Max(Math.Abs(expected), scale);
            // A NaN must not pass: no comparison with it is true.
            if (relative <= error)
                return;
            error = double.IsNaN(relative) ? double.PositiveInfinity : relative;
            where = string.Create(CultureInfo.InvariantCulture, $"at [{index}]: {actual:g7}, expected {expected:g7}");
        }

        public readonly GradientComparison ToComparison(string name, int kinks, double tolerance, int maxKinks) =>
            new(name, compared, kinks, error, where, error <= tolerance && kinks <= maxKinks && compared > 0);
    }
}
