using System.Runtime.InteropServices;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>
/// Painting in layers, by this processor's widest vectors and by eight pixels, against the definition pixel by pixel. With
/// DOTNET_EnableAVX512=0 and DOTNET_EnableHWIntrinsic=0 the narrower paths are taken.
/// </summary>
public class PixelLayersTests
{
    [Test]
    public unsafe void EachPixelIsTheLastLayerThatCoversIt([Values(32, 64)] int count, [Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var masks = new ulong[5];
        // Sparse, dense, empty; nothing beyond the pixels that may be touched.
        for (var i = 0; i < masks.Length; i++)
            masks[i] = random.Next(4) switch
            {
                0 => 0,
                1 => (ulong)random.NextInt64() & (ulong)random.NextInt64() & (ulong)random.NextInt64(),
                _ => (ulong)random.NextInt64() << random.Next(64),
            } & (count == 64 ? ulong.MaxValue : uint.MaxValue);
        var colours = (ulong)random.NextInt64();
        var pixels = new byte[64];
        random.NextBytes(pixels);

        var expected = pixels.ToArray();
        for (var i = 0; i < count; i++)
        {
            if ((masks[0] >> i & 1) == 0)
                continue;
            var layer = 4;
            while (layer > 0 && (masks[layer] >> i & 1) == 0)
                layer--;
            expected[i] = (byte)(colours >> 8 * layer);
        }

        var byEight = MemoryMarshal.Cast<byte, ulong>(pixels).ToArray();
        for (var i = 0; i < count / 8; i++)
            byEight[i] = PixelLayers.PaintEight(byEight[i], i * 8, masks[0], masks[1], masks[2], masks[3], masks[4], colours);
        fixed (byte* first = pixels)
            PixelLayers.Paint(first, count, masks[0], masks[1], masks[2], masks[3], masks[4], colours);

        Assert.That(pixels, Is.EqualTo(expected));
        Assert.That(MemoryMarshal.AsBytes(byEight.AsSpan()).ToArray(), Is.EqualTo(expected));
    }
}
