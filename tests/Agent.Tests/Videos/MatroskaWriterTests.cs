using System.Buffers.Binary;
using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The stream taken apart; that ffmpeg shows and plays it: <see cref="VideoFileTests"/>.</summary>
public sealed class MatroskaWriterTests
{
    [TestCase(60.0, 31400.0)]
    [TestCase(90.0, 47100.0)]
    public void EachFrameIsAPictureAtItsTimeAndItsSound(double framesPerSecond, double sampleRate)
    {
        var game = new BeepingGame(TvFormat.Ntsc, from: 1, to: 2);
        var screen = new Screen(game);
        using var stream = new MemoryStream();
        var writer = new MatroskaWriter(stream, screen, framesPerSecond);
        for (var frame = 0; frame < 3; frame++)
        {
            game.Act(0);
            screen.TakeFrame(game);
            writer.Add(screen);
        }

        var elements = Elements(stream.ToArray());
        Assert.That(BitConverter.UInt64BitsToDouble(Numbers(0xB5).Single()), Is.EqualTo(sampleRate));
        Assert.That((Numbers(0xB0).Single(), Numbers(0xBA).Single()), Is.EqualTo((160UL, 210UL)));
        Assert.That(Numbers(0xE7), Is.EqualTo(new[] { 0UL, (ulong)Math.Round(1e6 / framesPerSecond), (ulong)Math.Round(2e6 / framesPerSecond) }));
        var blocks = elements.Where(element => element.Id == 0xA3).Select(element => element.Content).ToArray();
        Assert.That(blocks.Select(block => (block[0] & 0x7F, block.Length - 4)), Is.EqualTo(new[] { (1, 160 * 210 * 3), (2, 523), (1, 160 * 210 * 3), (2, 523), (1, 160 * 210 * 3), (2, 524) }));
        Assert.That(blocks[1][4..], Is.All.EqualTo(128));
        Assert.That(blocks[3][4..], Has.Some.EqualTo(BeepingGame.Loudest));
        Assert.That((blocks[0][^1], blocks[2][^1]), Is.EqualTo(((byte)0, game.Palette.Rgb(0x0E).B)));

        ulong[] Numbers(uint id) => [.. elements.Where(element => element.Id == id).Select(element => BinaryPrimitives.ReadUInt64BigEndian(element.Content))];
    }

    [Test]
    public void WithoutSoundThereIsOneTrack()
    {
        using var stream = new MemoryStream();
        var screen = Screens.Plain(TvFormat.Ntsc, 210, 0);
        new MatroskaWriter(stream, screen, 60).Add(screen);
        var elements = Elements(stream.ToArray());
        Assert.That(elements.Count(element => element.Id == 0xAE), Is.EqualTo(1));
        Assert.That(elements.Count(element => element.Id == 0xA3), Is.EqualTo(1));
    }

    // Every element, those that hold others before what they hold.
    private static List<(uint Id, byte[] Content)> Elements(ReadOnlySpan<byte> bytes)
    {
        uint[] holdOthers = [0x18538067, 0x1654AE6B, 0xAE, 0xE0, 0xE1, 0x1F43B675];
        var elements = new List<(uint, byte[])>();
        while (bytes.Length > 0)
        {
            var id = (uint)Take(ref bytes, Length(bytes[0]), isNumber: false);
            var size = Take(ref bytes, Length(bytes[0]), isNumber: true);
            // The segment's is unknown: it goes on to the end.
            var content = size == (1UL << 56) - 1 ? bytes : bytes[..(int)size];
            bytes = bytes[content.Length..];
            elements.Add((id, content.ToArray()));
            if (holdOthers.Contains(id))
                elements.AddRange(Elements(content));
        }
        return elements;

        static int Length(byte first) => 1 + int.LeadingZeroCount(first) - 24;

        static ulong Take(ref ReadOnlySpan<byte> bytes, int length, bool isNumber)
        {
            var value = 0UL;
            foreach (var part in bytes[..length])
                value = value << 8 | part;
            bytes = bytes[length..];
            return isNumber ? value & ((1UL << (7 * length)) - 1) : value;
        }
    }
}
