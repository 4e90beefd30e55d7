namespace DqnGpu.Nn.Tests.Probing;

/// <summary>Units that are 0 for a window of states; no device is needed.</summary>
public sealed class DeadRelusTests
{
    [Test]
    public void OnlyUnitsThatWereAlwaysZeroAreDead()
    {
        var network = new Network(new FrameShape(1, 3, 3), new Conv2dLayer(4, 2, 2), new LinearLayer(2));
        var dead = new DeadRelus(ProbedLayer.Of(network));
        for (var state = 0; state < DeadRelus.Window; state++)
        {
            Assert.That(dead.Fraction(0), Is.Null);
            // The first unit never speaks, the second in the first state only, the third now and then, the fourth is broken.
            dead.Look([[0, state == 0 ? 1 : 0, state % 7, float.NaN], [0, 0]]);
        }
        Assert.That(dead.Fraction(0), Is.EqualTo(0.25));
        dead.Look([[0, 0, 0, 0], [0, 0]]);
        Assert.That(dead.Fraction(0), Is.EqualTo(0.5));
        Assert.That(dead.Fraction(1), Is.Null, "action values have no ReLU");
    }
}
