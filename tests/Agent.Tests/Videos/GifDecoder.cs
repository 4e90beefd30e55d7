namespace DqnGpu.Agent.Tests;

/// <summary>A plain decoder of animated GIFs with one global table: just enough to read back what was written.</summary>
internal static class GifDecoder
{
    /// <summary>The frames as [H, W, 3] each, with their delays in hundredths of a second.</summary>
    public static List<(byte[] Rgb, int Delay)> Decode(byte[] file, out int width, out int height)
    {
        (width, height) = (file[6] | (file[7] << 8), file[8] | (file[9] << 8));
        var palette = file.AsSpan(13, 3 << ((file[10] & 7) + 1)).ToArray();
        var position = 13 + palette.Length;
        var canvas = new byte[width * height * 3];
        var frames = new List<(byte[], int)>();
        var delay = 0;
        while (file[position] != 0x3B)
        {
            if (file[position] == 0x21)
            {
                if (file[position + 1] == 0xF9)
                    delay = file[position + 4] | (file[position + 5] << 8);
                position += 2;
                Blocks(file, ref position);
                continue;
            }
            var (left, top) = (file[position + 1] | (file[position + 2] << 8), file[position + 3] | (file[position + 4] << 8));
            var (w, h) = (file[position + 5] | (file[position + 6] << 8), file[position + 7] | (file[position + 8] << 8));
            var codeSize = file[position + 10];
            position += 11;
            var pixels = Unpack(Blocks(file, ref position), codeSize);
            if (pixels.Count != w * h)
                throw new InvalidDataException($"A frame of {w}x{h} has {pixels.Count} pixels.");
            for (var i = 0; i < pixels.Count; i++)
                palette.AsSpan(pixels[i] * 3, 3).CopyTo(canvas.AsSpan((((top + (i / w)) * width) + left + (i % w)) * 3));
            frames.Add((canvas.ToArray(), delay));
        }
        return frames;
    }

    private static byte[] Blocks(byte[] file, ref int position)
    {
        var bytes = new List<byte>();
        while (file[position] != 0)
        {
            bytes.AddRange(file.AsSpan(position + 1, file[position]));
            position += file[position] + 1;
        }
        position++;
        return [.. bytes];
    }

    private static List<byte> Unpack(byte[] data, int minimumCodeSize)
    {
        var (clear, end) = (1 << minimumCodeSize, (1 << minimumCodeSize) + 1);
        var table = new List<byte[]>();
        var output = new List<byte>();
        var size = minimumCodeSize + 1;
        byte[]? previous = null;
        for (long bit = 0; ;)
        {
            var code = 0;
            for (var i = 0; i < size; i++, bit++)
                code |= ((data[bit / 8] >> (int)(bit % 8)) & 1) << i;
            if (code == end)
                return output;
            if (code == clear)
            {
                table = [.. Enumerable.Range(0, clear + 2).Select(value => new[] { (byte)value })];
                (size, previous) = (minimumCodeSize + 1, null);
                continue;
            }
            var entry = code < table.Count ? table[code] : [.. previous!, previous![0]];
            output.AddRange(entry);
            if (previous is not null && table.Count < 4096)
                table.Add([.. previous, entry[0]]);
            if (table.Count == 1 << size && size < 12)
                size++;
            previous = entry;
        }
    }
}
