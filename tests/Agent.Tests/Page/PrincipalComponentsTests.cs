using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Points whose directions are known.</summary>
public sealed class PrincipalComponentsTests
{
    [Test]
    public void FindsTheDirectionsThatPointsWereMadeOf()
    {
        const int N = 300, Features = 40;
        var random = new CounterRandom(7, 0);
        // Two orthogonal directions of unit length, and noise in all.
        float[] first = [.. Enumerable.Range(0, Features).Select(i => i < 16 ? 0.25f : 0)];
        float[] second = [.. Enumerable.Range(0, Features).Select(i => i >= 20 && i < 36 ? -0.25f : 0)];
        var points = new float[N * Features];
        var (x, y) = (new float[N], new float[N]);
        for (var i = 0; i < N; i++)
        {
            (x[i], y[i]) = ((float)(5 * random.NextNormal()), (float)(2 * random.NextNormal()));
            for (var feature = 0; feature < Features; feature++)
                points[i * Features + feature] = 3 + x[i] * first[feature] + y[i] * second[feature] + (float)(0.01 * random.NextNormal());
        }
        var found = PrincipalComponents.Of(points, Features);
        // The random x and y are nearly, not quite uncorrelated: so their axes are turned by a few degrees, and their plane is not.
        Assert.That(Correlation(x, 0), Is.GreaterThan(0.999));
        Assert.That(Correlation(y, 1), Is.LessThan(-0.98));
        Assert.That(found.Explained[0], Is.EqualTo(25 / 29.0).Within(0.05));
        Assert.That(found.Explained.Sum(), Is.EqualTo(1).Within(1e-3));
        Assert.That(Enumerable.Range(0, N).Average(i => found.Coordinates[2 * i]), Is.EqualTo(0).Within(1e-3));
        Assert.That(Enumerable.Range(0, N).Sum(i => (double)found.Coordinates[2 * i] * found.Coordinates[2 * i + 1]), Is.EqualTo(0).Within(1), "uncorrelated");
        Assert.That(PrincipalComponents.Of(points, Features).Coordinates, Is.EqualTo(found.Coordinates));

        double Correlation(float[] made, int component)
        {
            double[] a = [.. made.Select(value => value - made.Average())];
            double[] b = [.. Enumerable.Range(0, N).Select(i => (double)found.Coordinates[2 * i + component])];
            return a.Zip(b, (u, v) => u * v).Sum() / Math.Sqrt(a.Sum(u => u * u) * b.Sum(v => v * v));
        }
    }

    [Test]
    public void PointsThatAreAllTheSameLieInTheMiddle()
    {
        var found = PrincipalComponents.Of([1, 2, 3, 1, 2, 3], 3);
        Assert.That(found.Coordinates, Is.EqualTo(new float[4]));
        Assert.That(found.Explained, Is.EqualTo(new double[2]));
    }

    [Test]
    public void PointsOnALineHaveOneDirection()
    {
        var found = PrincipalComponents.Of([0, 0, 0, 1, 2, 2, 2, 4, 4, 3, 6, 6], 3);
        Assert.That(found.Explained[0], Is.EqualTo(1).Within(1e-5));
        Assert.That(found.Explained[1], Is.EqualTo(0).Within(1e-5));
        Assert.That(found.Coordinates.Where((_, i) => i % 2 == 0), Is.EqualTo(new[] { -4.5f, -1.5f, 1.5f, 4.5f }).Within(1e-4));
    }
}
