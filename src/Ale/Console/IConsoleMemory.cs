namespace DqnGpu.Ale;

/// <summary>
/// Where the bytes of one console lie: its cartridge, its RAM and its two screens. The machine itself (<see cref="ConsoleState"/>) holds
/// only numbers, and reaches every byte through this interface, so that the same code steps a console in a process's own memory
/// (<see cref="NativeConsoleMemory"/>) or one of thousands in a GPU's, in whatever layout suits the GPU. What a processor does with wide vectors and a
/// GPU's thread word by word goes through it too.
/// </summary>
/// <remarks>Implementations are structs: generic code over them is compiled once per implementation, without calls.</remarks>
public interface IConsoleMemory
{
    /// <summary>The byte at <paramref name="offset"/> of the cartridge's image, 0..255.</summary>
    int Rom(int offset);

    /// <summary>The two bytes from <paramref name="offset"/> on, the first the lower.</summary>
    int RomWord(int offset);

    /// <summary>Reads the byte at <paramref name="offset"/> of the RAM: 0..127 is the console's, 128..255 the cartridge's.</summary>
    int Ram(int offset);

    /// <summary>Writes the low byte of <paramref name="value"/> to <paramref name="offset"/> of the RAM.</summary>
    void SetRam(int offset, int value);

    /// <summary>
    /// Reads 8 neighbouring pixels, the leftmost in the lowest byte. <paramref name="block"/> = (screen * 300 + row) * 20 + x / 8.
    /// </summary>
    ulong Pixels(int block);

    /// <summary>Writes 8 neighbouring pixels.</summary>
    void SetPixels(int block, ulong pixels);

    /// <summary>Writes the same 8 pixels to <paramref name="count"/> blocks from <paramref name="block"/> on.</summary>
    void FillPixels(int block, int count, ulong pixels);

    /// <summary>Copies the 20 blocks of a row to the row below it, which begins at <paramref name="block"/>.</summary>
    void CopyRowAbove(int block);

    /// <summary>
    /// Of pixels <paramref name="left"/> .. <paramref name="right"/> - 1 of the beam's line: latches the collisions between the objects whose masks
    /// cover them, and notes the number of each pixel's colour in <see cref="ConsoleState.ColourBit0"/> and <see cref="ConsoleState.ColourBit1"/>.
    /// </summary>
    void CoverRow(ref ConsoleState s, int left, int right);

    /// <summary>Notes that pixels <paramref name="left"/> .. <paramref name="right"/> - 1 of the beam's line have the background's colour.</summary>
    void CoverWithBackground(ref ConsoleState s, int left, int right);

    /// <summary>
    /// Sets <paramref name="mask"/> to 128 pixels, <paramref name="low"/> the left 64 of them, shifted right along the line by
    /// <paramref name="position"/>, 0..159; what leaves the line on the right enters it on the left. None of the right 8 of <paramref name="low"/> and
    /// none of the right 56 of <paramref name="high"/> is set.
    /// </summary>
    void PlaceOnLine(ref LineMask mask, ulong low, ulong high, int position);

    /// <summary>Sets <paramref name="mask"/> to what 40 cells, bit 0 the leftmost, cover with 4 pixels each.</summary>
    void CoverPlayfield(ref LineMask mask, ulong cells);

    /// <summary>
    /// Paints pixels <paramref name="left"/> .. <paramref name="right"/> - 1 of the beam's row by the numbers that
    /// <see cref="CoverRow"/> noted.
    /// </summary>
    /// <param name="s">The console.</param>
    /// <param name="left">The first pixel, 0..159.</param>
    /// <param name="right">The pixel behind the last, up to 160.</param>
    /// <param name="colours">The four colours, number 0's in the lowest byte.</param>
    void PaintRow(ref ConsoleState s, int left, int right, uint colours);
}
