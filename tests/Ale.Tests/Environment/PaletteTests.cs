using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class PaletteTests
{
    /// <summary>FNV-1a of the 256 colours as ALE shows them, three bytes each.</summary>
    [TestCase(TvFormat.Ntsc, 0x145EC8BC26DF8AB2UL)]
    [TestCase(TvFormat.Pal, 0x7D707EE2C59E64BCUL)]
    public void TheColoursAreAles(TvFormat format, ulong expected)
    {
        var colours = new byte[3 * 256];
        Palette.Of(format).ToRgb([.. Enumerable.Range(0, 256).Select(index => (byte)index)], colours);
        Assert.That(GameTrace.Fnv1a64(colours), Is.EqualTo(expected));
    }

    [Test]
    public void GrayIsTheRoundedLuminanceOfAnEvenIndex()
    {
        for (int index = 0; index < 256; index += 2)
        {
            (int r, int g, int b) = Palette.Ntsc.Rgb(index);
            Assert.That(Palette.Ntsc.GrayTable[index], Is.EqualTo((byte)Math.Round(0.2989 * r + 0.587 * g + 0.114 * b)));
            Assert.That(Palette.Ntsc.Rgb(index + 1).R, Is.EqualTo(Palette.Ntsc.GrayTable[index]), "the odd index holds the gray of the even one");
        }
    }

    [Test]
    public void AScreenBecomesRgbAndGray()
    {
        byte[] screen = [0, 0x0E, 0x42];
        var rgb = new byte[9];
        var gray = new byte[3];
        Palette.Ntsc.ToRgb(screen, rgb);
        Palette.Ntsc.ToGrayscale(screen, gray);
        Assert.That(rgb[..6], Is.EqualTo(new byte[] { 0, 0, 0, 0xEC, 0xEC, 0xEC }));
        Assert.That(gray, Is.EqualTo(new byte[] { 0, 0xEC, Palette.Ntsc.GrayTable[0x42] }));
        Assert.That(() => Palette.Ntsc.ToRgb(screen, new byte[8]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void AveragingTwoEqualFramesKeepsTheirColours()
    {
        byte[] screen = [.. Enumerable.Range(0, 128).Select(i => (byte)(2 * i))];
        ReadOnlySpan<byte> blended = new ColorAveraging(Palette.Ntsc, screen.Length).Blend(screen, screen);
        for (int i = 0; i < screen.Length; i++)
        {
            // The two low bits of each channel are dropped before the nearest colour is looked for.
            (int r, int g, int b) = Palette.Ntsc.Rgb(screen[i]);
            (int r2, int g2, int b2) = Palette.Ntsc.Rgb(blended[i]);
            Assert.That(Math.Abs(r - r2) + Math.Abs(g - g2) + Math.Abs(b - b2), Is.LessThanOrEqualTo(18), $"index {screen[i]}");
        }
    }
}
