using System.Numerics.Tensors;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>The two directions in which points of many features differ most, and where each point lies along them (Pearson 1901).</summary>
/// <remarks>
/// Orthogonal iteration: both directions are multiplied by the points' covariance again and again, and made orthogonal, until they stay. The start is fixed
/// and so is the sign (the greatest element of a direction is positive): the same points give the same picture.
/// </remarks>
/// <param name="Coordinates">[N, 2]: of each point, how far from the mean it lies in either direction.</param>
/// <param name="Explained">[2]: the share of all variance that lies in either direction, 0..1.</param>
public sealed record PrincipalComponents(float[] Coordinates, double[] Explained)
{
    private const int Components = 2;
    private const int MostIterations = 500;
    private const float Stays = 1 - 1e-7f;

    /// <summary>Finds them.</summary>
    /// <param name="points">[N, <paramref name="features"/>], finite.</param>
    /// <param name="features">Numbers of a point.</param>
    public static PrincipalComponents Of(ReadOnlySpan<float> points, int features)
    {
        var n = points.Length / features;
        var centred = Centred(points, features);
        float[][] directions = [.. Enumerable.Range(0, Components).Select(component => RandomDirection(features, component))];
        var product = new float[features];
        var variances = new double[Components];
        var stay = false;
        for (var iteration = 0; iteration < MostIterations && !stay; iteration++)
        {
            stay = true;
            for (var component = 0; component < Components; component++)
            {
                var direction = directions[component];
                Multiply(centred, direction, product);
                for (var earlier = 0; earlier < component; earlier++)
                    TensorPrimitives.MultiplyAdd(directions[earlier], -TensorPrimitives.Dot<float>(directions[earlier], product), product, product);
                var length = TensorPrimitives.Norm<float>(product);
                variances[component] = length;
                if (length == 0)
                    continue;
                TensorPrimitives.Divide(product, length, product);
                stay &= TensorPrimitives.Dot<float>(product, direction) > Stays;
                product.CopyTo(direction, 0);
            }
        }

        var coordinates = new float[n * Components];
        for (var component = 0; component < Components; component++)
        {
            var sign = MathF.Sign(directions[component][TensorPrimitives.IndexOfMaxMagnitude<float>(directions[component])]);
            for (var i = 0; i < n; i++)
                coordinates[i * Components + component] = sign * TensorPrimitives.Dot(centred.AsSpan(i * features, features), directions[component]);
        }
        double total = TensorPrimitives.SumOfSquares<float>(centred);
        return new(coordinates, [.. variances.Select(variance => total > 0 ? variance / total : 0)]);
    }

    /// <summary>covariance * direction, but for a factor: sum over the points of (point . direction) point.</summary>
    private static void Multiply(float[] centred, float[] direction, float[] product)
    {
        Array.Clear(product);
        for (var start = 0; start < centred.Length; start += direction.Length)
        {
            var point = centred.AsSpan(start, direction.Length);
            TensorPrimitives.MultiplyAdd(point, TensorPrimitives.Dot<float>(point, direction), product, product);
        }
    }

    private static float[] Centred(ReadOnlySpan<float> points, int features)
    {
        var mean = new float[features];
        var n = points.Length / features;
        for (var i = 0; i < n; i++)
            TensorPrimitives.Add(mean, points.Slice(i * features, features), mean);
        TensorPrimitives.Divide(mean, n, mean);
        var centred = new float[n * features];
        for (var i = 0; i < n; i++)
            TensorPrimitives.Subtract(points.Slice(i * features, features), mean, centred.AsSpan(i * features, features));
        return centred;
    }

    private static float[] RandomDirection(int features, int component)
    {
        var random = new CounterRandom(1, (ulong)component);
        var direction = new float[features];
        foreach (ref var element in direction.AsSpan())
            element = (float)random.NextNormal();
        TensorPrimitives.Divide(direction, TensorPrimitives.Norm<float>(direction), direction);
        return direction;
    }
}
