using System.Buffers.Binary;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>Writes an animated GIF (GIF89a specification; looping by the NETSCAPE2.0 extension).</summary>
/// <remarks>The console's palette is the file's: 256 entries. Only the rectangle that changed is written of each frame.</remarks>
public sealed class GifWriter : IDisposable
{
    private const int MinimumCodeSize = 8;

    private readonly Stream stream;
    private readonly int width;
    private readonly int height;
    private readonly int scaleX;
    private byte[] shown;
    private byte[] next;
    private bool isFirst = true;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to. It is not closed.</param>
    /// <param name="palette">The colours of the screens.</param>
    /// <param name="screenWidth">Columns of the screens.</param>
    /// <param name="screenHeight">Rows of the screens.</param>
    /// <param name="scaleX">How often each column is repeated: an Atari pixel is about twice as wide as high.</param>
    public GifWriter(Stream stream, Palette palette, int screenWidth, int screenHeight, int scaleX = 2)
    {
        this.stream = stream;
        this.scaleX = scaleX;
        width = screenWidth * scaleX;
        height = screenHeight;
        shown = new byte[width * height];
        next = new byte[width * height];
        stream.Write("GIF89a"u8);
        WriteShort(width);
        WriteShort(height);
        // A global table of 256 colours, 8 bits each.
        stream.Write([0xF7, 0, 0]);
        stream.Write(palette.RgbTable);
        stream.Write([0x21, 0xFF, 11]);
        stream.Write("NETSCAPE2.0"u8);
        stream.Write([3, 1, 0, 0, 0]);
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="hundredths">How long it is shown, in hundredths of a second; most viewers take 2 as the least.</param>
    public void Add(Screen screen, int hundredths)
    {
        for (var i = 0; i < screen.Pixels.Length; i++)
            next.AsSpan(i * scaleX, scaleX).Fill(screen.Pixels[i]);
        var (left, top, right, bottom) = isFirst ? (0, 0, width, height) : Changed();
        stream.Write([0x21, 0xF9, 4, 4]);
        WriteShort(hundredths);
        stream.Write([0, 0, 0x2C]);
        WriteShort(left);
        WriteShort(top);
        WriteShort(right - left);
        WriteShort(bottom - top);
        stream.WriteByte(0);
        stream.WriteByte(MinimumCodeSize);
        var lzw = new LzwEncoder(stream, MinimumCodeSize);
        for (var y = top; y < bottom; y++)
            lzw.Write(next.AsSpan((y * width) + left, right - left));
        lzw.Finish();
        (shown, next) = (next, shown);
        isFirst = false;
    }

    /// <summary>Ends the file.</summary>
    public void Dispose() => stream.WriteByte(0x3B);

    /// <summary>The smallest rectangle that holds every changed pixel; one pixel where none has changed, for a frame cannot be empty.</summary>
    private (int Left, int Top, int Right, int Bottom) Changed()
    {
        var (left, top, right, bottom) = (width, height, 0, 0);
        for (var y = 0; y < height; y++)
        {
            var row = next.AsSpan(y * width, width);
            var old = shown.AsSpan(y * width, width);
            var same = row.CommonPrefixLength(old);
            if (same == width)
                continue;
            var last = width - 1;
            while (row[last] == old[last])
                last--;
            (left, right) = (Math.Min(left, same), Math.Max(right, last + 1));
            (top, bottom) = (Math.Min(top, y), y + 1);
        }
        return right == 0 ? (0, 0, 1, 1) : (left, top, right, bottom);
    }

    private void WriteShort(int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        stream.Write(bytes);
    }
}
