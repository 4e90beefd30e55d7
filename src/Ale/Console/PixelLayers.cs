using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DqnGpu.Ale;

/// <summary>
/// <see cref="IConsoleMemory.PaintPixels"/> in three widths: 64 pixels at a time with AVX-512, 32 with AVX2, 8 anywhere. A bit for each
/// pixel becomes a byte of ones for each pixel, which selects between the layer's colour and what lies below.
/// </summary>
internal static unsafe class PixelLayers
{
    /// <summary>Paints the 64 or 32 pixels at <paramref name="pixels"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Paint(
        byte* pixels, int count, ulong where, ulong layer1, ulong layer2, ulong layer3, ulong layer4, ulong colours)
    {
        if (count == 64 && Vector512.IsHardwareAccelerated && Avx512BW.IsSupported)
        {
            var painted = Vector512.Create((byte)colours);
            painted = Vector512.ConditionalSelect(Bytes64(layer1), Vector512.Create((byte)(colours >> 8)), painted);
            painted = Vector512.ConditionalSelect(Bytes64(layer2), Vector512.Create((byte)(colours >> 16)), painted);
            painted = Vector512.ConditionalSelect(Bytes64(layer3), Vector512.Create((byte)(colours >> 24)), painted);
            painted = Vector512.ConditionalSelect(Bytes64(layer4), Vector512.Create((byte)(colours >> 32)), painted);
            Vector512.ConditionalSelect(Bytes64(where), painted, Vector512.Load(pixels)).Store(pixels);
        }
        else if (Avx2.IsSupported)
        {
            PaintHalf(pixels, (uint)where, (uint)layer1, (uint)layer2, (uint)layer3, (uint)layer4, colours);
            if (count == 64)
                PaintHalf(
                    pixels + 32, (uint)(where >> 32), (uint)(layer1 >> 32), (uint)(layer2 >> 32), (uint)(layer3 >> 32), (uint)(layer4 >> 32), colours);
        }
        else
        {
            for (var i = 0; i < count / 8; i++)
            {
                var old = Unsafe.ReadUnaligned<ulong>(pixels + 8 * i);
                Unsafe.WriteUnaligned(pixels + 8 * i, PaintEight(old, i * 8, where, layer1, layer2, layer3, layer4, colours));
            }
        }
    }

    /// <summary>Paints the 8 pixels from bit <paramref name="first"/> of the masks on.</summary>
    /// <returns>What the pixels <paramref name="old"/> have become.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PaintEight(
        ulong old, int first, ulong where, ulong layer1, ulong layer2, ulong layer3, ulong layer4, ulong colours)
    {
        var painted = EightPixels(colours);
        painted = Select(Bytes8(layer1 >> first), EightPixels(colours >> 8), painted);
        painted = Select(Bytes8(layer2 >> first), EightPixels(colours >> 16), painted);
        painted = Select(Bytes8(layer3 >> first), EightPixels(colours >> 24), painted);
        painted = Select(Bytes8(layer4 >> first), EightPixels(colours >> 32), painted);
        return Select(Bytes8(where >> first), painted, old);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PaintHalf(byte* pixels, uint where, uint layer1, uint layer2, uint layer3, uint layer4, ulong colours)
    {
        if (where == 0)
            return;
        var painted = Vector256.Create((byte)colours);
        painted = Vector256.ConditionalSelect(Bytes32(layer1), Vector256.Create((byte)(colours >> 8)), painted);
        painted = Vector256.ConditionalSelect(Bytes32(layer2), Vector256.Create((byte)(colours >> 16)), painted);
        painted = Vector256.ConditionalSelect(Bytes32(layer3), Vector256.Create((byte)(colours >> 24)), painted);
        painted = Vector256.ConditionalSelect(Bytes32(layer4), Vector256.Create((byte)(colours >> 32)), painted);
        Vector256.ConditionalSelect(Bytes32(where), painted, Vector256.Load(pixels)).Store(pixels);
    }

    // Byte i of the vector is all ones if bit i is set: byte i / 8 of the bits goes to it, and its bit i % 8 is looked at.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Bytes64(ulong bits)
    {
        var own = Vector512.Create(0x8040201008040201).AsByte();
        var place = Vector512.Create(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303,
            0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707UL).AsByte();
        return Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(bits).AsByte(), place) & own, own);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Bytes32(uint bits)
    {
        var own = Vector256.Create(0x8040201008040201).AsByte();
        var place = Vector256.Create(0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303UL).AsByte();
        return Vector256.Equals(Avx2.Shuffle(Vector256.Create(bits).AsByte(), place) & own, own);
    }

    // The same in 8 bytes, of the low 8 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bytes8(ulong bits)
    {
        var own = (bits & 0xFF) * 0x0101010101010101 & 0x8040201008040201;
        return ((own + 0x7F7F7F7F7F7F7F7F | own) >> 7 & 0x0101010101010101) * 0xFF;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightPixels(ulong colour) => (colour & 0xFF) * 0x0101010101010101;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Select(ulong where, ulong one, ulong other) => other ^ (one ^ other) & where;
}
