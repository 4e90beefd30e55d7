namespace DqnGpu.Ale.Tests;

/// <summary>Programs of random bytes, among which frequent opcodes are frequent.</summary>
internal static class RandomPrograms
{
    /// <summary>An image of <paramref name="size"/> bytes.</summary>
    public static byte[] Image(int size, Random random)
    {
        ReadOnlySpan<byte> frequent =
        [
            0x85, 0x86, 0x95, 0x8D, 0x9D, 0xA9, 0xA5, 0xB5, 0xAD, 0xBD, 0xB1, 0x91, 0xB9, 0xC6, 0xE6, 0x65, 0xE5, 0xF8, 0xD0, 0xF0, 0x10, 0x20, 0x60,
            0x48, 0x08, 0x68, 0x4C, 0x0A, 0x2A, 0xC9, 0x24, 0xCA, 0x88, 0x9A,
        ];
        var image = new byte[size];
        for (var i = 0; i < size; i++)
            image[i] = random.Next(3) != 0 ? frequent[random.Next(frequent.Length)] : (byte)random.Next(256);
        // Without JAMs they run for longer; operands in the high half of the address space are the cartridge and its hot places.
        for (var i = 0; i < size; i++)
            if ((image[i] & 0x9F) == 0x02 || (image[i] & 0x1F) == 0x12)
                image[i] = random.Next(2) == 0 ? (byte)0xFF : (byte)0xF0;
        return image;
    }
}
