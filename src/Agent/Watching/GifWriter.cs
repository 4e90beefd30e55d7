using System.Buffers.Binary;

namespace DqnGpu.Agent;

/// <summary>Writes an animated GIF (GIF89a specification; looping by the NETSCAPE2.0 extension).</summary>
/// <remarks>
/// A console shows at most 128 colours, so the palette is exact: colours get entries in the order in which they appear, and the file's
/// global table is written at the end, over the room left for it. Only the rectangle that changed is written of each frame.
/// </remarks>
public sealed class GifWriter : IDisposable
{
    private const int Colours = 256;
    private const int PaletteOffset = 13;
    private const int MinimumCodeSize = 8;

    private readonly Stream stream;
    private readonly int width;
    private readonly int height;
    private readonly int scaleX;
    private readonly Dictionary<int, byte> palette = [];
    private byte[] shown;
    private byte[] next;
    private bool isFirst = true;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to; it must be seekable. It is not closed.</param>
    /// <param name="screenWidth">Columns of the screens.</param>
    /// <param name="screenHeight">Rows of the screens.</param>
    /// <param name="scaleX">How often each column is repeated: an Atari pixel is about twice as wide as high.</param>
    public GifWriter(Stream stream, int screenWidth, int screenHeight, int scaleX = 2)
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
        stream.Write(new byte[Colours * 3]);
        stream.Write([0x21, 0xFF, 11]);
        stream.Write("NETSCAPE2.0"u8);
        stream.Write([3, 1, 0, 0, 0]);
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="hundredths">How long it is shown, in hundredths of a second; most viewers take 2 as the least.</param>
    public void Add(Screen screen, int hundredths)
    {
        Convert(screen);
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
    public void Dispose()
    {
        stream.WriteByte(0x3B);
        var end = stream.Position;
        stream.Position = PaletteOffset;
        foreach (var colour in palette.OrderBy(entry => entry.Value).Select(entry => entry.Key))
            stream.Write([(byte)(colour >> 16), (byte)(colour >> 8), (byte)colour]);
        stream.Position = end;
        stream.Flush();
    }

    private void Convert(Screen screen)
    {
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x += scaleX)
            {
                var (r, g, b) = screen[x / scaleX, y];
                next.AsSpan((y * width) + x, scaleX).Fill(Entry((r << 16) | (g << 8) | b));
            }
    }

    private byte Entry(int colour)
    {
        if (palette.TryGetValue(colour, out var entry))
            return entry;
        if (palette.Count == Colours)
            return 0;
        return palette[colour] = (byte)palette.Count;
    }

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
