using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class ErrorScaleTests
{
    [Test]
    public void OnlyErrorsFarBeyondTheCommonOnesSurprise()
    {
        var scale = new ErrorScale();
        var random = new Random(1);
        var ratings = Enumerable.Range(0, 2_000).Select(_ => scale.Rate((float)(random.NextDouble() - 0.5))).ToArray();
        Assert.That(ratings.Count(rating => rating > 0), Is.LessThan(20), "uniform sizes lie within two deviations of their mean");
        Assert.That(scale.Rate(10), Is.EqualTo(1));
        Assert.That(scale.Rate(0.1f), Is.Zero);
    }

    [Test]
    public void TheScaleIsThatOfTheRecentErrorsAndHasNoSign([Values(0.001f, 1f, 1000f)] float unit)
    {
        var scale = new ErrorScale();
        for (var i = 0; i < 1_000; i++)
            scale.Rate(unit * (i % 2 == 0 ? 1 : -1.5f));
        // Mean size 1.25, deviation 0.25: four deviations are halfway from the second to the sixth.
        Assert.That(scale.Rate(unit * -2.25f), Is.EqualTo(0.5).Within(0.05));
    }

    [Test]
    public void WhatIsUnknownSurprisesNobodyAndSpoilsNothing()
    {
        var scale = new ErrorScale();
        Assert.That(scale.Rate(1e6f), Is.Zero, "the first");
        scale = new();
        for (var i = 0; i < 1_000; i++)
            scale.Rate(i % 2);
        Assert.That(scale.Rate(float.NaN), Is.Zero);
        Assert.That(scale.Rate(float.PositiveInfinity), Is.Zero);
        Assert.That(scale.Rate(100), Is.EqualTo(1));
    }
}
