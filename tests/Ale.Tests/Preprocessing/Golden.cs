namespace DqnGpu.Ale.Tests.Preprocessing;

/// <summary>The files made by Golden/make_golden.py with OpenCV, and the formulas of the pictures that went into them.</summary>
internal static class Golden
{
    private const int Width = 160;

    public static byte[] Bytes(string file)
    {
        using Stream stream = typeof(Golden).Assembly.GetManifestResourceStream("Golden/" + file)
            ?? throw new FileNotFoundException($"No golden file '{file}' in the test assembly.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>The tab-separated columns of each line.</summary>
    public static IEnumerable<string[]> Rows(string file) =>
        System.Text.Encoding.ASCII.GetString(Bytes(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'));

    public static string Fnv1a64(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in bytes)
            hash = (hash ^ b) * 0x100000001B3;
        return hash.ToString("x16");
    }

    /// <summary>A picture [height, 160] of <c>make_golden.py</c>'s function of the same name.</summary>
    public static byte[] Picture(string pattern, int seed, int height)
    {
        var picture = new byte[height * Width];
        ulong state = (ulong)seed;
        for (int i = 0; i < picture.Length; i++)
        {
            long y = i / Width, x = i % Width;
            state = state * 6364136223846793005 + 1442695040888963407;
            picture[i] = pattern switch
            {
                "noise" => (byte)(state >> 56),
                "smooth" => (byte)((x * x * 31 + y * y * 17 + x * y * (seed + 3) + 977 * seed) / 64),
                "blocks" => (byte)((((y / 6 * 37) ^ (x / 5 * 91) ^ (seed * 29)) * 5) & 254),
                _ => throw new ArgumentException(pattern),
            };
        }
        return picture;
    }
}
