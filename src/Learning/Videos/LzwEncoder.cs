namespace DqnGpu.Agent;

/// <summary>The variable-length LZW of GIF (GIF89a specification, appendix F), in blocks of at most 255 bytes.</summary>
internal sealed class LzwEncoder
{
    private const int MaxCodes = 4096;

    private readonly Stream stream;
    private readonly int clearCode;
    private readonly Dictionary<int, int> codes = []; // (prefix code, next byte) -> code
    private readonly byte[] block = new byte[256];
    private int blockLength;
    private int codeSize;
    private int nextCode;
    private int prefix = -1;
    private uint bits;
    private int bitCount;

    public LzwEncoder(Stream stream, int minimumCodeSize)
    {
        this.stream = stream;
        clearCode = 1 << minimumCodeSize;
        Clear();
    }

    /// <summary>Adds pixels.</summary>
    public void Write(ReadOnlySpan<byte> pixels)
    {
        foreach (var pixel in pixels)
        {
            if (prefix < 0)
            {
                prefix = pixel;
                continue;
            }
            var key = (prefix << 8) | pixel;
            if (codes.TryGetValue(key, out var code))
            {
                prefix = code;
                continue;
            }
            Emit(prefix);
            prefix = pixel;
            if (nextCode == MaxCodes)
            {
                Clear();
                continue;
            }
            // A decoder learns this code one step later, so the size grows when the code is beyond what the size can say.
            if (nextCode == 1 << codeSize)
                codeSize++;
            codes[key] = nextCode++;
        }
    }

    /// <summary>Writes what is left and the end mark.</summary>
    public void Finish()
    {
        if (prefix >= 0)
            Emit(prefix);
        if (nextCode == 1 << codeSize && codeSize < 12)
            codeSize++;
        Emit(clearCode + 1);
        if (bitCount > 0)
            Put((byte)bits);
        FlushBlock();
        stream.WriteByte(0);
    }

    private void Clear()
    {
        if (codeSize == 0)
            codeSize = BitSize(clearCode) + 1;
        Emit(clearCode);
        codes.Clear();
        codeSize = BitSize(clearCode) + 1;
        nextCode = clearCode + 2;
    }

    private static int BitSize(int powerOfTwo) => System.Numerics.BitOperations.Log2((uint)powerOfTwo);

    private void Emit(int code)
    {
        bits |= (uint)code << bitCount;
        bitCount += codeSize;
        while (bitCount >= 8)
        {
            Put((byte)bits);
            bits >>= 8;
            bitCount -= 8;
        }
    }

    private void Put(byte value)
    {
        block[blockLength++] = value;
        if (blockLength == 255)
            FlushBlock();
    }

    private void FlushBlock()
    {
        if (blockLength == 0)
            return;
        stream.WriteByte((byte)blockLength);
        stream.Write(block, 0, blockLength);
        blockLength = 0;
    }
}
