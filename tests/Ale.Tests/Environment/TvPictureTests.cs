using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class TvPictureTests
{
    [TestCase(TvFormat.Ntsc, 60, 1.714)]
    [TestCase(TvFormat.Pal, 50, 2.079)]
    public void AFormatHasItsRateAndShape(TvFormat format, double framesPerSecond, double pixelAspect)
    {
        Assert.That(format.FramesPerSecond(), Is.EqualTo(framesPerSecond));
        Assert.That(format.PixelAspect(), Is.EqualTo(pixelAspect).Within(5e-4));
    }
}
