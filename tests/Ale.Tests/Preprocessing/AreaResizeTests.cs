using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Preprocessing;

internal class AreaResizeTests
{
    [Test]
    public void EqualsOpenCvToTheBit([Values] SimdPath path)
    {
        RequirePath(path);
        var resized = new byte[AreaResize.OutputSize];
        foreach (string[] row in Golden.Rows("resize.tsv"))
        {
            int height = int.Parse(row[0]);
            new AreaResize(height).Resize(Golden.Picture(row[1], int.Parse(row[2]), height), resized, path);
            Assert.That(Golden.Fnv1a64(resized), Is.EqualTo(row[3]), $"{row[1]} {row[2]}, {height} rows");
        }
    }

    [TestCase(210, "noise")]
    [TestCase(250, "smooth")]
    public void EqualsOpenCvPixelByPixel(int height, string pattern)
    {
        var resized = new byte[AreaResize.OutputSize];
        new AreaResize(height).Resize(Golden.Picture(pattern, 1, height), resized);
        Assert.That(resized, Is.EqualTo(Golden.Bytes($"resize_{height}_{pattern}_1.bin")));
    }

    [Test]
    public void EveryPathGivesTheSameBytesAtEveryHeight([Values(SimdPath.Vector128, SimdPath.Vector256, SimdPath.Vector512)] SimdPath path)
    {
        RequirePath(path);
        var expected = new byte[AreaResize.OutputSize];
        var actual = new byte[AreaResize.OutputSize];
        for (int height = AreaResize.Side; height <= 320; height += 3)
        {
            var resize = new AreaResize(height);
            byte[] picture = Golden.Picture("noise", height, height);
            // Some equal rows, as most pictures of an Atari have them.
            for (int y = 7; y < height; y += 5)
                picture.AsSpan((y - 1) * AreaResize.SourceWidth, AreaResize.SourceWidth).CopyTo(picture.AsSpan(y * AreaResize.SourceWidth));
            resize.Resize(picture, expected, SimdPath.Scalar);
            resize.Resize(picture, actual, path);
            Assert.That(actual, Is.EqualTo(expected), $"{height} rows");
        }
    }

    /// <summary>What is taken over from rows above equals what is summed: beside a column that makes every row differ, all else comes out the same.</summary>
    [Test]
    public void EqualRowsGiveWhatTheyWouldGiveIfTheyWereSummed([Values(1, 2, 5, 8, 40)] int longestRun)
    {
        var random = new Random(longestRun);
        for (int height = AreaResize.Side; height <= 320; height += height is 209 or 249 ? 1 : 5)
        {
            byte[] equal = Golden.Picture("noise", height, height);
            for (int y = 0, run = 0; y < height; y++, run--)
            {
                if (run > 0)
                    equal.AsSpan((y - 1) * AreaResize.SourceWidth, AreaResize.SourceWidth).CopyTo(equal.AsSpan(y * AreaResize.SourceWidth));
                else
                    run = random.Next(1, longestRun + 1);
            }
            byte[] different = equal.ToArray();
            for (int y = 0; y < height; y++)
                different[(y + 1) * AreaResize.SourceWidth - 1] = (byte)(y & 1);
            byte[] ofEqual = new byte[AreaResize.OutputSize], ofDifferent = new byte[AreaResize.OutputSize];
            var resize = new AreaResize(height);
            resize.Resize(equal, ofEqual);
            resize.Resize(different, ofDifferent);
            for (int i = AreaResize.Side - 1; i < AreaResize.OutputSize; i += AreaResize.Side)
                ofEqual[i] = ofDifferent[i] = 0;
            Assert.That(ofEqual, Is.EqualTo(ofDifferent), $"{height} rows");
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(127)]
    [TestCase(255)]
    public void APlainPictureStaysPlain(byte value)
    {
        var picture = new byte[210 * 160];
        picture.AsSpan().Fill(value);
        var resized = new byte[AreaResize.OutputSize];
        new AreaResize(210).Resize(picture, resized);
        Assert.That(resized, Is.All.EqualTo(value));
    }

    [Test]
    public void RefusesWrongSizes()
    {
        Assert.That(() => new AreaResize(83), Throws.TypeOf<ArgumentOutOfRangeException>());
        var resize = new AreaResize(210);
        Assert.That(() => resize.Resize(GrayConversion.Of(Palette.Ntsc), new byte[210 * 160], new byte[209 * 160], true, new byte[84 * 84], SimdPath.Scalar),
            Throws.ArgumentException.With.Message.Contains("33440").And.Message.Contains("210 x 160"));
        Assert.That(() => resize.Resize(new byte[250 * 160], new byte[84 * 84]), Throws.ArgumentException.With.Message.Contains("210 x 160"));
        Assert.That(() => resize.Resize(new byte[210 * 160], new byte[84 * 83]), Throws.ArgumentException.With.Message.Contains("84 x 84"));
    }

    internal static void RequirePath(SimdPath path)
    {
        if (path == SimdPath.Vector512 && !Avx512Vbmi.IsSupported)
            Assert.Ignore("This machine has no AVX-512 VBMI.");
        if (path == SimdPath.Vector256 && !Avx2.IsSupported)
            Assert.Ignore("This machine has no AVX2.");
        if (path == SimdPath.Vector128 && !Vector128.IsHardwareAccelerated)
            Assert.Ignore("This machine has no 128-bit vectors.");
    }
}
