using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Preprocessing;

internal class GrayConversionTests
{
    private static readonly GrayConversion Ntsc = GrayConversion.Of(Palette.Ntsc);
    private static readonly GrayConversion Pal = GrayConversion.Of(Palette.Pal);

    [Test]
    public void GrayOfTheMaximumEqualsOpenCvForAllPairsOfColours()
    {
        byte[] expected = Golden.Bytes("ntsc_gray_of_max.bin");
        var a = new byte[128 * 128];
        var b = new byte[128 * 128];
        for (int i = 0; i < a.Length; i++)
        {
            a[i] = (byte)(i / 128 * 2);
            b[i] = (byte)(i % 128 * 2);
        }
        var gray = new byte[a.Length];
        Ntsc.MaxThenGray(a, b, gray);
        Assert.That(gray, Is.EqualTo(expected));
    }

    [Test]
    public void TheTwoOrdersDifferForAsManyPairsAsInOpenCv()
    {
        int different = 0;
        var maxFirst = new byte[1];
        var grayFirst = new byte[1];
        for (int a = 0; a < 256; a += 2)
        {
            for (int b = a + 2; b < 256; b += 2)
            {
                Ntsc.MaxThenGray([(byte)a], [(byte)b], maxFirst);
                Ntsc.GrayThenMax([(byte)a], [(byte)b], grayFirst);
                if (maxFirst[0] != grayFirst[0])
                    different++;
            }
        }
        Assert.That(different, Is.EqualTo(4773));
    }

    [Test]
    public void ObservationsEqualOpenCv([Values] SimdPath path)
    {
        AreaResizeTests.RequirePath(path);
        var observation = new byte[AreaResize.OutputSize];
        foreach (string[] row in Golden.Rows("observation.tsv"))
        {
            int height = int.Parse(row[0]), seed = int.Parse(row[2]);
            byte[] older = EvenPicture(row[1], seed, height);
            byte[] newer = EvenPicture(row[1], seed + 100, height);
            var gray = new byte[older.Length];
            var resize = new AreaResize(height);
            for (int order = 0; order < 2; order++)
            {
                Ntsc.Convert(older, newer, gray, maxFirst: order == 0, path);
                resize.Resize(gray, observation, path);
                Assert.That(Golden.Fnv1a64(observation), Is.EqualTo(row[3 + order]), $"{row[1]} {seed}, {height} rows, order {order}");

                Array.Clear(observation);
                resize.Resize(Ntsc, older, newer, maxFirst: order == 0, observation, path);
                Assert.That(Golden.Fnv1a64(observation), Is.EqualTo(row[3 + order]), $"{row[1]} {seed}, {height} rows, order {order}, row by row");
            }
        }
    }

    /// <summary>A row that equals the one above in one frame only is a row of its own.</summary>
    [Test]
    public void ARowIsLikeTheOneAboveWhereItIsSoInBothFrames([Values(0, 31, 32, 100, 159)] int x, [Values] bool inOlder)
    {
        byte[] older = EvenPicture("noise", 1, 210), newer = older.ToArray();
        for (int y = 1; y < 210; y++)
        {
            older.AsSpan(0, 160).CopyTo(older.AsSpan(y * 160));
            newer.AsSpan(0, 160).CopyTo(newer.AsSpan(y * 160));
        }
        byte[] changed = inOlder ? older : newer;
        changed[100 * 160 + x] ^= 0x8E;
        changed[209 * 160 + x] ^= 0x72;
        var resize = new AreaResize(210);
        var gray = new byte[older.Length];
        byte[] expected = new byte[AreaResize.OutputSize], actual = new byte[AreaResize.OutputSize];
        Ntsc.MaxThenGray(older, newer, gray);
        resize.Resize(gray, expected, SimdPath.Scalar);

        resize.Resize(Ntsc, older, newer, maxFirst: true, actual, GrayConversion.BestPath);

        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void EveryPathGivesTheSameBytesOddIndicesIncluded(
        [Values(SimdPath.Vector128, SimdPath.Vector256, SimdPath.Vector512)] SimdPath path, [Values] bool maxFirst, [Values(0, 1, 15, 16, 31, 32, 63, 64, 200, 33_600)] int length)
    {
        AreaResizeTests.RequirePath(path);
        byte[] noise = Golden.Picture("noise", 9, 500);
        var older = noise[..length];
        var newer = noise[40_000..(40_000 + length)];
        // Equal stretches and even stretches beside the noise.
        for (int i = 0; i < length; i++)
        {
            if (i / 100 % 3 == 1)
                newer[i] = older[i];
            if (i / 70 % 2 == 1)
                (older[i], newer[i]) = ((byte)(older[i] & 254), (byte)(newer[i] & 254));
        }
        var expected = new byte[length];
        var actual = new byte[length];
        Pal.Convert(older, newer, expected, maxFirst, SimdPath.Scalar);
        Pal.Convert(older, newer, actual, maxFirst, path);
        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void GrayOfOneFrameIsTheEmulatorsOwn()
    {
        byte[] screen = EvenPicture("noise", 3, 210);
        var expected = new byte[screen.Length];
        Palette.Ntsc.ToGrayscale(screen, expected);
        var gray = new byte[screen.Length];
        Ntsc.GrayThenMax(screen, screen, gray);
        Assert.That(gray, Is.EqualTo(expected));
        Ntsc.MaxThenGray(screen, screen, gray);
        Assert.That(gray, Is.EqualTo(expected), "OpenCV's formula gives ALE's gray for every NTSC colour");
    }

    private static byte[] EvenPicture(string pattern, int seed, int height) =>
        Array.ConvertAll(Golden.Picture(pattern, seed, height), index => (byte)(index & 254));
}
