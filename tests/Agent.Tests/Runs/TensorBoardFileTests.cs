using System.Buffers.Binary;
using DqnGpu.Ale;
using Google.Protobuf;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Reads the event file back: records and their checksums by hand, messages by field numbers.</summary>
public sealed class TensorBoardFileTests : FolderFixture
{
    [Test]
    public void HoldsVersionSessionStartAndTheCurves()
    {
        using (var file = new TensorBoardFile(Root, step: 4000))
        {
            file.Add(Status(step: 4800, meanScore: -20.5, loss: 0.25));
            file.Add(Status(step: 5600, meanScore: 17.25, loss: null));
        }
        var events = Records(File.ReadAllBytes(Directory.GetFiles(Root, "events.out.tfevents.*").Single())).Select(Fields).ToArray();
        Assert.That(events, Has.Length.EqualTo(4));
        Assert.That(events[0][3], Is.EqualTo(new[] { "brain.Event:2"u8.ToArray() }));
        Assert.That(events[1][2], Is.EqualTo(new object[] { 4000UL }));
        Assert.That(Fields((byte[])events[1][7].Single())[1], Is.EqualTo(new object[] { 1UL }), "SessionLog.START");
        Assert.That(events[2][2], Is.EqualTo(new object[] { 4800UL }));
        var (first, second) = (Values(events[2]), Values(events[3]));
        Assert.That(first["score/mean of 100"], Is.EqualTo(-20.5f));
        Assert.That(first["learning/loss"], Is.EqualTo(0.25f));
        Assert.That(second["score/mean of 100"], Is.EqualTo(17.25f));
        Assert.That(second, Does.Not.ContainKey("learning/loss"));
        var written = DateTimeOffset.UnixEpoch.AddSeconds(BitConverter.UInt64BitsToDouble((ulong)events[3][1].Single()));
        Assert.That(written, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(5)));
    }

    [Test]
    public void HoldsEvaluationsWithAPictureOfTheBestGame()
    {
        using (var file = new TensorBoardFile(Root, step: 0))
            file.Add(step: 4800, new EvaluationResult([3, 5], [100, 100]), new Screen(TvFormat.Ntsc, 1, [0x0E, 0x44]));
        var written = Fields(Records(File.ReadAllBytes(Directory.GetFiles(Root, "events.out.tfevents.*").Single())).Last());
        Assert.That(written[2], Is.EqualTo(new object[] { 4800UL }));
        var values = Fields((byte[])written[5].Single())[1].Select(value => Fields((byte[])value)).ToDictionary(
            value => System.Text.Encoding.UTF8.GetString((byte[])value[1].Single()));
        Assert.That(BitConverter.UInt32BitsToSingle((uint)values["evaluation/mean score"][2].Single()), Is.EqualTo(4));
        Assert.That(values.Keys, Is.SupersetOf(new[] { "evaluation/deviation", "evaluation/median", "evaluation/min", "evaluation/max" }));
        var image = Fields((byte[])values["evaluation/best game"][4].Single());
        Assert.That((image[1].Single(), image[2].Single(), image[3].Single()), Is.EqualTo((1UL, 4UL, 3UL)), "rows, columns, channels");
        var (first, second) = (Palette.Ntsc.Rgb(0x0E), Palette.Ntsc.Rgb(0x44));
        var picture = SkiaSharp.SKBitmap.Decode((byte[])image[4].Single());
        Assert.That(picture.Pixels.Select(pixel => ((int)pixel.Red, (int)pixel.Green, (int)pixel.Blue)), Is.EqualTo(new[] { first, first, second, second }));
    }

    [Test]
    public void ChecksumIsCrc32C() =>
        Assert.That(Crc32C("123456789"u8), Is.EqualTo(0xE3069283), "the check value of the CRC catalogue, for the function that checks the files here");

    private static TrainingStatus Status(long step, double meanScore, double? loss) => new()
    {
        Filling = false,
        FillSteps = 0,
        ScoreWindow = 100,
        Prefill = 0,
        Step = step,
        Steps = 10_000,
        TotalSteps = step,
        Updates = step / 4,
        Games = 7,
        MeanScore = meanScore,
        MeanReward = meanScore,
        BestMeanScore = meanScore,
        Epsilon = 0.5,
        Loss = loss,
        MeanQ = 0,
        StepsPerSecond = 100,
        FramesPerSecond = 400,
        UpdatesPerSecond = 25,
        Elapsed = TimeSpan.FromSeconds(40),
    };

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            AssertMaskedCrc(file, at, sizeof(ulong));
            AssertMaskedCrc(file, at + 12, length);
            yield return file[(at + 12)..(at + 12 + length)];
            at += 12 + length + 4;
        }
    }

    private static void AssertMaskedCrc(byte[] file, int start, int length)
    {
        var crc = Crc32C(file.AsSpan(start, length));
        var masked = ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
        Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(start + length)), Is.EqualTo(masked));
    }

    /// <summary>Bit by bit, with the reversed polynomial of Castagnoli.</summary>
    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }
        return ~crc;
    }

    private static Dictionary<string, float> Values(Dictionary<int, List<object>> message) =>
        Fields((byte[])message[5].Single())[1].Select(value => Fields((byte[])value)).ToDictionary(
            value => System.Text.Encoding.UTF8.GetString((byte[])value[1].Single()),
            value => BitConverter.UInt32BitsToSingle((uint)value[2].Single()));

    /// <summary>Field number to the values of a message: numbers, bits of floating-point numbers, or bytes.</summary>
    private static Dictionary<int, List<object>> Fields(byte[] message)
    {
        var fields = new Dictionary<int, List<object>>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag && tag != 0)
        {
            if (!fields.TryGetValue(WireFormat.GetTagFieldNumber(tag), out var values))
                fields.Add(WireFormat.GetTagFieldNumber(tag), values = []);
            values.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => input.ReadFixed32(),
                _ => input.ReadBytes().ToByteArray(),
            });
        }
        return fields;
    }
}
