using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class NumberTextTests
{
    [TestCase("7", 7)]
    [TestCase("150k", 150_000)]
    [TestCase("150K", 150_000)]
    [TestCase("6M", 6_000_000)]
    [TestCase("1e6", 1_000_000)]
    [TestCase("1.5e3", 1_500)]
    [TestCase("2.5k", 2_500)]
    [TestCase("1.001k", 1_001)]
    [TestCase("150_000", 150_000)]
    [TestCase("-5", -5)]
    [TestCase("1732650000123456789", 1732650000123456789)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void WholeNumbersAreReadExactly(string text, long expected) =>
        Assert.That(NumberText.Whole("--x", text, long.MinValue, long.MaxValue), Is.EqualTo(expected));

    [TestCase("2.7")]
    [TestCase("1.0001k")]
    [TestCase("1e-30")]
    [TestCase("1e20")]
    [TestCase("1e400")]
    [TestCase("9223372036854775808")]
    [TestCase("-1")]
    [TestCase("many")]
    [TestCase("k")]
    [TestCase("")]
    [TestCase("0x10")]
    [TestCase("1,000")]
    [TestCase("NaN")]
    [TestCase("Infinity")]
    public void OthersAreRefusedWithTheBounds(string text) =>
        Assert.That(
            () => NumberText.Whole("--x", text, 0, long.MaxValue),
            Throws.InstanceOf<OptionException>().With.Message.EqualTo($"--x takes a whole number of 0 to 9_223_372_036_854_775_807, not '{text}'."));

    [TestCase("2.5e-4", 2.5e-4)]
    [TestCase("-21", -21)]
    [TestCase("1.5k", 1500)]
    [TestCase("1e-30", 1e-30)]
    [TestCase("3", 3)]
    public void NumbersAreRead(string text, double expected) =>
        Assert.That(NumberText.Real("--x", text, double.NegativeInfinity, double.PositiveInfinity), Is.EqualTo(expected));

    [TestCase("1.5", 0, 1, "--x takes a number of 0 to 1, not '1.5'.")]
    [TestCase("-1", 0, double.PositiveInfinity, "--x takes a number of at least 0, not '-1'.")]
    [TestCase("1e-13", 1e-12, 10, "--x takes a number of 1e-12 to 10, not '1e-13'.")]
    [TestCase("NaN", double.NegativeInfinity, double.PositiveInfinity, "--x takes a number, not 'NaN'.")]
    [TestCase("1e400", double.NegativeInfinity, double.PositiveInfinity, "--x takes a number, not '1e400'.")]
    [TestCase("much", 0, 1, "--x takes a number of 0 to 1, not 'much'.")]
    public void NumbersOutOfRangeAreRefusedWithTheBounds(string text, double min, double max, string expected) =>
        Assert.That(() => NumberText.Real("--x", text, min, max), Throws.InstanceOf<OptionException>().With.Message.EqualTo(expected));

    [Test]
    public void WhatIsShownIsReadBack([Values(0, 0.99, 2.5e-4, 5e-5, 1e-8, 9.765625e-6, 1e-30, 1e30)] double number) =>
        Assert.That(NumberText.Real("--x", NumberText.Show(number), 0, double.PositiveInfinity), Is.EqualTo(number));
}
