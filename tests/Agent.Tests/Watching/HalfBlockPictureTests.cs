using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class HalfBlockPictureTests
{
    [Test]
    public void HalfBlocksShowTwoPixelsEach()
    {
        // The red and the blue of the console's palette, one above the other.
        var screen = new Screen(TvFormat.Ntsc, 2, [0x46, 0x84]);
        var ((r, g, b), (r2, g2, b2)) = (Palette.Ntsc.Rgb(0x46), Palette.Ntsc.Rgb(0x84));
        Assert.That(
            new HalfBlockPicture(trueColour: true).Draw(screen, columns: 10, rows: 1), Does.StartWith($"\e[38;2;{r};{g};{b};48;2;{r2};{g2};{b2}m▀"));
        Assert.That(new HalfBlockPicture(trueColour: false).Draw(screen, columns: 10, rows: 1), Does.StartWith("\e[38;5;167;48;5;25m▀"));
    }

    [TestCase(80, 24)]
    [TestCase(200, 60)]
    [TestCase(30, 60)]
    public void PictureFitsTheTerminal(int columns, int rows)
    {
        var picture = new HalfBlockPicture(trueColour: true).Draw(Screens.Random(new Random(1), 160, 210, noise: false), columns, rows);
        var lines = picture.Split('\n');
        Assert.That(lines, Has.Length.LessThanOrEqualTo(rows));
        Assert.That(lines.Max(line => line.Count(character => character == '▀')), Is.InRange(columns / 4, columns));
    }

    [Test]
    public void APixelOfPalIsWider()
    {
        Assert.That(Width(TvFormat.Ntsc), Is.EqualTo(80 * 12 / 7));
        Assert.That(Width(TvFormat.Pal), Is.EqualTo(166));

        static int Width(TvFormat format) =>
            new HalfBlockPicture(trueColour: true).Draw(Screens.Plain(format, 160, 0), columns: 300, rows: 40).Split('\n')[0].Count(character => character == '▀');
    }
}
