using System.Buffers.Binary;
using System.IO.Compression;

namespace DqnGpu.Ale;

/// <summary>Writes an image as PNG (W3C Portable Network Graphics, third edition): header, one compressed block of pixels, end.</summary>
public static class PngFile
{
    private const byte RgbColourType = 2;
    private static readonly uint[] CrcTable = BuildCrcTable();

    /// <summary>Writes a file of <paramref name="rgb"/>, [height, width, 3].</summary>
    /// <exception cref="ArgumentException">The pixels are not that many.</exception>
    public static void SaveRgb(string path, ReadOnlySpan<byte> rgb, int width, int height)
    {
        using FileStream stream = File.Create(path);
        Write(stream, rgb, width, height);
    }

    /// <summary>The bytes of such a file for <paramref name="rgb"/>, [height, width, 3].</summary>
    /// <exception cref="ArgumentException">The pixels are not that many.</exception>
    public static byte[] EncodeRgb(ReadOnlySpan<byte> rgb, int width, int height)
    {
        using var stream = new MemoryStream();
        Write(stream, rgb, width, height);
        return stream.ToArray();
    }

    private static void Write(Stream stream, ReadOnlySpan<byte> pixels, int width, int height)
    {
        int rowBytes = width * 3;
        if (pixels.Length != rowBytes * height)
            throw new ArgumentException(
                $"{height} rows of {rowBytes} bytes are {height * rowBytes} bytes, not {pixels.Length}.", nameof(pixels));

        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

        // Width, height, 8 bits per channel, colour type, then the only compression, filter method and the plain row order: all 0.
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = RgbColourType;
        WriteChunk(stream, "IHDR"u8, header);

        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                zlib.WriteByte(0); // this row is not filtered
                zlib.Write(pixels.Slice(row * rowBytes, rowBytes));
            }
        }
        WriteChunk(stream, "IDAT"u8, compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        WriteChunk(stream, "IEND"u8, []);
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~Crc(Crc(~0u, type), data));
        stream.Write(word);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes) crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] BuildCrcTable()
    {
        const uint ReversedPolynomial = 0xEDB88320;
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint crc = n;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? ReversedPolynomial ^ (crc >> 1) : crc >> 1;
            table[n] = crc;
        }
        return table;
    }
}
