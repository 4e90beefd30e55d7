using System.Diagnostics;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class SteadyPaceTests
{
    [Test]
    public void NoTimeIsLostThatIsLessThanATenthOfASecond()
    {
        var pace = new SteadyPace();
        var first = pace.Next(10);
        Assert.That(pace.Next(10), Is.EqualTo(first + Stopwatch.Frequency / 10));
        Assert.That(pace.Next(20), Is.EqualTo(first + Stopwatch.Frequency * 3 / 20));
        Assert.That(pace.Due, Is.EqualTo(first + Stopwatch.Frequency * 3 / 20));
        Assert.That(pace.Next(double.PositiveInfinity), Is.EqualTo(first + Stopwatch.Frequency * 3 / 20));
    }

    [Test]
    public void AfterAPauseNothingIsMadeUpFor()
    {
        var pace = new SteadyPace();
        pace.Next(60);
        var before = Stopwatch.GetTimestamp();
        pace.Restart();
        Assert.That(pace.Next(60), Is.GreaterThanOrEqualTo(before + Stopwatch.Frequency / 60));
    }

    [Test]
    public void WhatIsLateByMoreIsNotMadeUpFor()
    {
        var before = Stopwatch.GetTimestamp();
        Assert.That(new SteadyPace().Next(60), Is.GreaterThanOrEqualTo(before - Stopwatch.Frequency / 10 + Stopwatch.Frequency / 60));
    }
}
