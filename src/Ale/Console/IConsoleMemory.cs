namespace DqnGpu.Ale;

/// <summary>
/// Where the bytes of one console lie: its cartridge, its RAM and its two screens. The machine itself (<see cref="ConsoleState"/>) holds
/// only numbers, and reaches every byte through this interface, so that the same code steps a console in a process's own memory
/// (<see cref="NativeConsoleMemory"/>) or one of thousands in a GPU's, in whatever layout suits the GPU.
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
    /// Paints pixels in layers. Of the pixels from <paramref name="block"/> on, those in <paramref name="where"/> (a bit each, bit 0 the
    /// leftmost) become the colour of the last layer that covers them, or the background's; the others stay.
    /// </summary>
    /// <param name="block">As for <see cref="Pixels"/>.</param>
    /// <param name="count">32 or 64: how many may be touched; the bits beyond are 0.</param>
    /// <param name="where">The pixels to paint.</param>
    /// <param name="layer1">The pixels of the first layer.</param>
    /// <param name="layer2">The second.</param>
    /// <param name="layer3">The third.</param>
    /// <param name="layer4">The fourth, which covers all others.</param>
    /// <param name="colours">The background's colour in the lowest byte, above it those of the layers.</param>
    void PaintPixels(int block, int count, ulong where, ulong layer1, ulong layer2, ulong layer3, ulong layer4, ulong colours);
}
