using System.Buffers.Binary;
using System.IO.Compression;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class PngFileTests
{
    [Test]
    public void ThePixelsComeBackFromTheFile()
    {
        const int Width = 5, Height = 3;
        byte[] rgb = [.. Enumerable.Range(0, Width * Height * 3).Select(i => (byte)(17 * i))];
        byte[] png = PngFile.EncodeRgb(rgb, Width, Height);

        Assert.That(png[..8], Is.EqualTo(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }));
        Assert.That(png[^12..], Is.EqualTo(new byte[] { 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82 }), "IEND with its CRC");
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), Is.EqualTo(Width));
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)), Is.EqualTo(Height));
        Assert.That(png[24..29], Is.EqualTo(new byte[] { 8, 2, 0, 0, 0 }));

        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        Assert.That(rows.Length, Is.EqualTo(Height * (1 + 3 * Width)));
        for (int row = 0; row < Height; row++)
            Assert.That(rows.ToArray().AsSpan(row * 16 + 1, 15).ToArray(), Is.EqualTo(rgb.AsSpan(row * 15, 15).ToArray()));
    }

    [Test]
    public void AWrongNumberOfPixelsIsRefused() =>
        Assert.That(() => PngFile.EncodeRgb(new byte[10], 2, 2), Throws.ArgumentException.With.Message.Contains("12 bytes"));
}
