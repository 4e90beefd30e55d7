using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Preprocessing;

internal class PictureResizeTests
{
    [Test]
    public void EqualsOpenCvToTheBit([Values(1, 3)] int channels, [Values(210, 250)] int height)
    {
        int compared = 0;
        foreach (string[] row in Golden.Rows("sizes.tsv"))
        {
            if (int.Parse(row[0]) != height || int.Parse(row[3]) != channels)
                continue;
            PictureSize from = new(height, 160, channels), to = new(int.Parse(row[1]), int.Parse(row[2]), channels);
            byte[] source = new byte[from.Bytes], resized = new byte[to.Bytes];
            for (int c = 0; c < channels; c++)
            {
                byte[] channel = Golden.Picture(row[4], 1 + c, height);
                for (int i = 0; i < channel.Length; i++)
                    source[i * channels + c] = channel[i];
            }
            PictureResize.Create(from, to).Resize(source, resized);
            Assert.That(Golden.Fnv1a64(resized), Is.EqualTo(row[5]), $"{row[4]}, {height} x 160 to {to.Height} x {to.Width}");
            compared++;
        }
        Assert.That(compared, Is.EqualTo(44));
    }

    [Test]
    public void TheSizeOfDqnIsAreaResizes([Values("noise", "smooth", "blocks")] string pattern, [Values(210, 250)] int height)
    {
        byte[] picture = Golden.Picture(pattern, 5, height);
        byte[] expected = new byte[AreaResize.OutputSize], actual = new byte[AreaResize.OutputSize];
        new AreaResize(height).Resize(picture, expected);
        PictureResize.Create(new(height, 160, 1), new(AreaResize.Side, AreaResize.Side, 1)).Resize(picture, actual);
        Assert.That(actual, Is.EqualTo(expected));
    }
}
