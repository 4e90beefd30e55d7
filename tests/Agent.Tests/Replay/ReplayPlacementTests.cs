using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class ReplayPlacementTests
{
    private const long GB = 1_000_000_000;

    // A million frames: 7.056 GB.
    private static readonly ReplayShape Million = new(1_000_000, 8, 84 * 84, 4, 1, 0.99, true);

    [TestCase(ReplayPlace.Auto, 80 * GB, ReplayPlace.Device, TestName = "auto, a large GPU")]
    [TestCase(ReplayPlace.Auto, 8 * GB, ReplayPlace.Host, TestName = "auto, a GPU that would be full")]
    [TestCase(ReplayPlace.Auto, 0, ReplayPlace.Host, TestName = "auto, a device in the host's memory")]
    [TestCase(ReplayPlace.Device, 80 * GB, ReplayPlace.Device, TestName = "device, a large GPU")]
    [TestCase(ReplayPlace.Device, 0, ReplayPlace.Device, TestName = "device, in the host's memory")]
    [TestCase(ReplayPlace.Host, 80 * GB, ReplayPlace.Host, TestName = "host, a large GPU")]
    public void FramesLieWhereTheyFit(ReplayPlace asked, long free, ReplayPlace expected) =>
        Assert.That(ReplayPlacement.Choose(asked, "cuda", free, Million), Is.EqualTo(expected));

    [Test]
    public void TooManyFramesForTheDeviceAreRefusedWithWhatWouldFit()
    {
        var error = Assert.Throws<OptionException>(() => ReplayPlacement.Choose(ReplayPlace.Device, "cuda", 8 * GB, Million));
        Assert.That(error!.Message, Does.Contain("7.1 GB").And.Contain("cuda has only 8.0 GB free").And.Contain("--replay-on host"));
        Assert.That(error.Message, Does.Contain("--replay-capacity 981000"));
        Assert.That(
            ReplayPlacement.Choose(ReplayPlace.Device, "cuda", 8 * GB, Million with { Capacity = 981_000 }), Is.EqualTo(ReplayPlace.Device));
    }
}
