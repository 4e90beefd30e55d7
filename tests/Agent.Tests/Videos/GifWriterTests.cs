using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class GifWriterTests
{
    [Test]
    public void GifHoldsExactlyTheScreens()
    {
        var random = new Random(1);
        var screens = Enumerable.Range(0, 12).Select(i => Screens.Random(random, 40, 31, noise: i % 3 == 0)).ToList();
        screens.Add(screens[^1]);
        using var file = new MemoryStream();
        using (var gif = new GifWriter(file, Palette.Ntsc, 40, 31, scaleX: 2))
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
                    Assert.That(frames[i].Rgb.AsSpan(((y * width) + x) * 3, 3).SequenceEqual((ReadOnlySpan<byte>)[(byte)r, (byte)g, (byte)b]), $"frame {i}, {x}, {y}");
                }
        }
    }
}
