namespace DqnGpu.Ale.Tests;

/// <summary>64 KB of RAM and nothing else, for testing the processor alone.</summary>
internal readonly unsafe struct FlatMemory(byte* bytes) : IConsoleMemory
{
    public int Rom(int offset) => bytes[offset];

    public int RomWord(int offset) => bytes[offset] | bytes[offset + 1] << 8;

    public int Ram(int offset) => bytes[offset];

    public void SetRam(int offset, int value) => bytes[offset] = (byte)value;

    public ulong Pixels(int block) => 0;

    public void SetPixels(int block, ulong pixels)
    {
    }

    public void FillPixels(int block, int count, ulong pixels)
    {
    }

    public void CopyRowAbove(int block)
    {
    }

    public void CoverRow(ref ConsoleState s, int left, int right)
    {
    }

    public void CoverWithBackground(ref ConsoleState s, int left, int right)
    {
    }

    public void PlaceOnLine(ref LineMask mask, ulong low, ulong high, int position)
    {
    }

    public void CoverPlayfield(ref LineMask mask, ulong cells)
    {
    }

    public void PaintRow(ref ConsoleState s, int left, int right, uint colours)
    {
    }
}

/// <summary>The bus of <see cref="FlatMemory"/>.</summary>
internal struct FlatBus : IBus
{
    public static int Fetch<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycles)
        where TMemory : struct, IConsoleMemory => memory.Ram(address);

    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory => memory.Ram(address);

    public static int ReadLow<TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TMemory : struct, IConsoleMemory => memory.Ram(address);

    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, ref int cycles)
        where TMemory : struct, IConsoleMemory
    {
        memory.SetRam(address, value);
    }
}
