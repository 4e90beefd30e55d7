using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class WatchingTests
{
    [Test]
    public void GifHoldsExactlyTheScreens()
    {
        var random = new Random(1);
        var screens = Enumerable.Range(0, 12).Select(i => RandomScreen(random, 40, 31, noise: i % 3 == 0)).ToList();
        screens.Add(screens[^1]);
        using var file = new MemoryStream();
        using (var gif = new GifWriter(file, 40, 31, scaleX: 2))
            foreach (var (screen, i) in screens.Select((screen, i) => (screen, i)))
                gif.Add(screen, hundredths: 3 + i);

        var frames = GifDecoder.Decode(file.ToArray(), out var width, out var height);
        Assert.That((width, height), Is.EqualTo((80, 31)));
        Assert.That(frames, Has.Count.EqualTo(screens.Count));
        for (var i = 0; i < frames.Count; i++)
        {
            Assert.That(frames[i].Delay, Is.EqualTo(3 + i));
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    var (r, g, b) = screens[i][x / 2, y];
                    Assert.That(frames[i].Rgb.AsSpan(((y * width) + x) * 3, 3).SequenceEqual((ReadOnlySpan<byte>)[r, g, b]), $"frame {i}, {x}, {y}");
                }
        }
    }

    [Test]
    public void HalfBlocksShowTwoPixelsEach()
    {
        // Red above blue.
        var screen = new Screen(1, 2, [255, 0, 0, 0, 0, 255]);
        Assert.That(new HalfBlockPicture(trueColour: true).Draw(screen, columns: 10, rows: 1), Does.StartWith("\e[38;2;255;0;0;48;2;0;0;255m▀"));
        Assert.That(new HalfBlockPicture(trueColour: false).Draw(screen, columns: 10, rows: 1), Does.StartWith("\e[38;5;196;48;5;21m▀"));
    }

    [TestCase(80, 24)]
    [TestCase(200, 60)]
    [TestCase(30, 60)]
    public void PictureFitsTheTerminal(int columns, int rows)
    {
        var picture = new HalfBlockPicture(trueColour: true).Draw(RandomScreen(new Random(1), 160, 210, noise: false), columns, rows);
        var lines = picture.Split('\n');
        Assert.That(lines, Has.Length.LessThanOrEqualTo(rows));
        Assert.That(lines.Max(line => line.Count(character => character == '▀')), Is.InRange(columns / 4, columns));
    }

    private static Screen RandomScreen(Random random, int width, int height, bool noise)
    {
        // At most 125 colours, as a console has no more than 128.
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < rgb.Length; i++)
            rgb[i] = noise || i % 97 == 0 ? (byte)(random.Next(5) * 50) : (byte)0;
        return new(width, height, rgb);
    }
}
