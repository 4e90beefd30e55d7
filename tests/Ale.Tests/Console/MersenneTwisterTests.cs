using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class MersenneTwisterTests
{
    /// <summary>The C++ standard (rand.predef) demands this of std::mt19937.</summary>
    [Test]
    public void TheTenThousandthOutputOfTheDefaultSeedIsTheStandards()
    {
        var random = new MersenneTwister(5489);
        for (var i = 1; i < 10000; i++)
            random.Next();
        Assert.That(random.Next(), Is.EqualTo(4123659995));
    }

    [Test]
    public void DoublesAreOutputsOver2To32()
    {
        var random = new MersenneTwister(0);
        double[] expected = [0.548813502, 0.592844616, 0.715189365, 0.844265744];
        foreach (var value in expected)
            Assert.That(random.NextDouble(), Is.EqualTo(value).Within(5e-10));
    }

    [Test]
    public void ASavedGeneratorGoesOnAtTheSamePlace()
    {
        var random = new MersenneTwister(1);
        for (var i = 0; i < 700; i++)
            random.Next();
        var saved = new byte[MersenneTwister.StateSize];
        random.Save(saved);
        var copy = new MersenneTwister(2);
        copy.Load(saved);
        for (var i = 0; i < 700; i++)
            Assert.That(copy.Next(), Is.EqualTo(random.Next()));
    }

    [Test]
    public void BytesThatAreNoGeneratorAreRefused()
    {
        var saved = new byte[MersenneTwister.StateSize];
        Array.Fill(saved, (byte)0xFF);
        Assert.That(() => new MersenneTwister(1).Load(saved), Throws.TypeOf<InvalidDataException>());
    }
}
