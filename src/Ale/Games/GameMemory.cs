namespace DqnGpu.Ale;

/// <summary>
/// What a game's rules see of the machine: its memory. RAM is at 80..FF (hex), as the games' programmers wrote it; cartridge RAM, where
/// a cartridge has it, at its read addresses (F080..F0FF).
/// </summary>
public readonly struct GameMemory(AtariConsole console)
{
    /// <summary>The byte at a CPU address, 0..255.</summary>
    public int this[int address] => console.Peek((ushort)address);

    /// <summary>The two's complement value of the byte at an address, -128..127.</summary>
    public int Signed(int address)
    {
        int value = this[address];
        return value < 128 ? value : value - 256;
    }

    /// <summary>Low four bits of the byte at an address.</summary>
    public int Low(int address) => this[address] & 15;

    /// <summary>High four bits of the byte at an address.</summary>
    public int High(int address) => this[address] >> 4;

    /// <summary>Two decimal digits in a byte: 10 high + low. Nothing limits a digit to 9: half-drawn scores count as they stand.</summary>
    public int Bcd(int address) => 10 * High(address) + Low(address);

    /// <summary>Four digits, the lowest two first: bcd(ones) + 100 bcd(hundreds).</summary>
    public int Bcd(int ones, int hundreds) => Bcd(ones) + 100 * Bcd(hundreds);

    /// <summary>Six digits, the lowest two first.</summary>
    public int Bcd(int ones, int hundreds, int tenThousands) => Bcd(ones) + 100 * Bcd(hundreds) + 10_000 * Bcd(tenThousands);

    /// <summary>A number with one digit per byte, lowest first, in the low four bits; ten is a blank and counts 0.</summary>
    public int LowDigits(params ReadOnlySpan<int> addresses)
    {
        int value = 0;
        for (int i = addresses.Length - 1; i >= 0; i--)
        {
            int digit = Low(addresses[i]);
            value = 10 * value + (digit == 10 ? 0 : digit);
        }
        return value;
    }
}
