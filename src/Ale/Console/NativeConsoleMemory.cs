using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DqnGpu.Ale;

/// <summary>A console's bytes in the process's memory. The pointers must stay fixed while a machine is stepped.</summary>
internal readonly unsafe struct NativeConsoleMemory(byte* rom, byte* own) : IConsoleMemory
{
    /// <summary>Bytes of RAM: the console's 128 and the cartridge's 128.</summary>
    public const int RamSize = 256;

    /// <summary>Bytes of one screen: 300 rows of 160 pixels, of which the first 1..250 are shown.</summary>
    public const int ScreenSize = 300 * 160;

    /// <summary>Bytes of a console besides its cartridge: RAM, then two screens.</summary>
    public const int OwnSize = RamSize + 2 * ScreenSize;

    private readonly byte* _rom = rom;
    internal readonly byte* Own = own;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Rom(int offset) => _rom[(uint)offset];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RomWord(int offset) => Unsafe.ReadUnaligned<ushort>(_rom + (uint)offset);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Ram(int offset) => Own[(uint)offset];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetRam(int offset, int value) => Own[(uint)offset] = (byte)value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Pixels(int block) => ((ulong*)(Own + RamSize))[block];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetPixels(int block, ulong pixels) => ((ulong*)(Own + RamSize))[block] = pixels;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FillPixels(int block, int count, ulong pixels) => new Span<ulong>((ulong*)(Own + RamSize) + block, count).Fill(pixels);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyRowAbove(int block)
    {
        var row = Own + RamSize + block * 8;
        Unsafe.CopyBlockUnaligned(row, row - Tia.PixelsPerLine, Tia.PixelsPerLine);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CoverRow(ref ConsoleState s, int left, int right) => RowPixels.Cover(ref s, left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CoverWithBackground(ref ConsoleState s, int left, int right) => RowPixels.CoverWithBackground(ref s, left, right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PlaceOnLine(ref LineMask mask, ulong low, ulong high, int position) => RowPixels.PlaceOnLine(ref mask, low, high, position);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CoverPlayfield(ref LineMask mask, ulong cells) => RowPixels.CoverPlayfield(ref mask, cells);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PaintRow(ref ConsoleState s, int left, int right, uint colours)
    {
        if (Vector128.IsHardwareAccelerated)
            RowPixels.Paint(Own + RamSize + s.BeamBlock * 8, ref s.ColourBit0, ref s.ColourBit1, left, right, colours);
        else
            RowPixels.PaintByWords(ref s, this, left, right, colours);
    }
}
