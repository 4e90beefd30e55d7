using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class PaletteTests
{
    [TestCase("ntsc_palette.txt", TvFormat.Ntsc)]
    [TestCase("pal_palette.txt", TvFormat.Pal)]
    public void EveryColourEqualsTheMeasuredOne(string file, TvFormat format)
    {
        var palette = Palette.Of(format);
        string[] lines = [.. File.ReadLines(ConformanceFiles.Require(file))];
        Assert.That(lines, Has.Length.EqualTo(256));
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            (int r, int g, int b) = palette.Rgb(int.Parse(words[0]));
            Assert.That($"{r:x2}{g:x2}{b:x2}", Is.EqualTo(words[1]), line);
        }
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
