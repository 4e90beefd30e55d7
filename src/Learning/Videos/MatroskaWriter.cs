using System.Buffers.Binary;
using System.Text;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>
/// Frames and their sound, uncompressed, as one stream that another program reads while it is written: Matroska (RFC 9559, in the elements of RFC 8794).
/// </summary>
public sealed class MatroskaWriter
{
    private const int VideoTrack = 1;
    private const int AudioTrack = 2;
    private const double TicksPerSecond = 1e6;
    private const byte ShownByItself = 0x80;

    private readonly Stream stream;
    private readonly double framesPerSecond;
    private readonly byte[] rgb;
    private readonly MemoryStream cluster = new();
    private long frames;

    /// <summary>Writes what stands before the first frame.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="screen">A screen of the game: the picture's size, and whether there is sound.</param>
    /// <param name="framesPerSecond">Frames shown in a second. The sound is as much faster, and higher, than the game's as the frames are.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public MatroskaWriter(Stream stream, Screen screen, double framesPerSecond)
    {
        (this.stream, this.framesPerSecond) = (stream, framesPerSecond);
        rgb = new byte[screen.Pixels.Length * 3];
        stream.Write(Element(Id.Header, Text(Id.DocType, "matroska"), Whole(Id.DocTypeVersion, 4), Whole(Id.DocTypeReadVersion, 2)));
        stream.Write(Big((ulong)Id.Segment, 4));
        stream.Write(Big(Size.Unknown, 8));
        stream.Write(Element(
            Id.Info, Whole(Id.TimestampScale, (ulong)(1e9 / TicksPerSecond)), Text(Id.MuxingApp, nameof(DqnGpu)), Text(Id.WritingApp, nameof(DqnGpu))));
        var video = Element(
            Id.TrackEntry, Whole(Id.TrackNumber, VideoTrack), Whole(Id.TrackUid, VideoTrack), Whole(Id.TrackType, 1), Whole(Id.FlagLacing, 0),
            Text(Id.CodecId, "V_UNCOMPRESSED"), Whole(Id.DefaultDuration, (ulong)Math.Round(1e9 / framesPerSecond)),
            Element(Id.Video, Whole(Id.PixelWidth, (ulong)screen.Width), Whole(Id.PixelHeight, (ulong)screen.Height), Text(Id.ColourSpace, "RGB\x18")));
        var audio = Element(
            Id.TrackEntry, Whole(Id.TrackNumber, AudioTrack), Whole(Id.TrackUid, AudioTrack), Whole(Id.TrackType, 2), Whole(Id.FlagLacing, 0),
            Text(Id.CodecId, "A_PCM/INT/LIT"),
            Element(
                Id.Audio, Real(Id.SamplingFrequency, AtariConsole.SoundSampleRate * framesPerSecond / screen.Format.FramesPerSecond()),
                Whole(Id.Channels, 1), Whole(Id.BitDepth, 8)));
        stream.Write(screen.HasSound ? Element(Id.Tracks, video, audio) : Element(Id.Tracks, video));
    }

    /// <summary>Adds a frame, with what is heard during it.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(Screen frame)
    {
        frame.Palette.ToRgb(frame.Pixels, rgb);
        cluster.SetLength(0);
        cluster.Write(Whole(Id.Timestamp, (ulong)Math.Round(frames++ * TicksPerSecond / framesPerSecond)));
        AddBlock(VideoTrack, rgb);
        if (frame.HasSound)
            AddBlock(AudioTrack, frame.Sound);
        stream.Write(Head(Id.Cluster, (int)cluster.Length));
        stream.Write(cluster.GetBuffer(), 0, (int)cluster.Length);
    }

    private void AddBlock(byte track, ReadOnlySpan<byte> content)
    {
        // The track, no time since the cluster's, and the flags.
        ReadOnlySpan<byte> head = [(byte)(Size.OfOneByte | track), 0, 0, ShownByItself];
        cluster.Write(Head(Id.SimpleBlock, head.Length + content.Length));
        cluster.Write(head);
        cluster.Write(content);
    }

    private static byte[] Element(Id id, params ReadOnlySpan<byte[]> parts)
    {
        var content = parts.ToArray().SelectMany(part => part).ToArray();
        return [.. Head(id, content.Length), .. content];
    }

    private static byte[] Text(Id id, string text) => Element(id, Encoding.ASCII.GetBytes(text));

    private static byte[] Whole(Id id, ulong value) => Element(id, Big(value, 8));

    private static byte[] Real(Id id, double value) => Whole(id, BitConverter.DoubleToUInt64Bits(value));

    // An identifier is as long as it takes: its first bits say how long.
    private static byte[] Head(Id id, int length) =>
        [.. Big((ulong)id, id > (Id)0xFFFFFF ? 4 : id > (Id)0xFFFF ? 3 : id > (Id)0xFF ? 2 : 1), .. Big(Size.OfEightBytes | (uint)length, 8)];

    private static byte[] Big(ulong value, int bytes)
    {
        var all = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(all, value);
        return all[^bytes..];
    }

    // The first bit that is set in a size says of how many bytes it is.
    private static class Size
    {
        public const byte OfOneByte = 0x80;
        public const ulong OfEightBytes = 1UL << 56;
        public const ulong Unknown = (1UL << 57) - 1;
    }

    private enum Id : uint
    {
        Header = 0x1A45DFA3,
        DocType = 0x4282,
        DocTypeVersion = 0x4287,
        DocTypeReadVersion = 0x4285,
        Segment = 0x18538067,
        Info = 0x1549A966,
        TimestampScale = 0x2AD7B1,
        MuxingApp = 0x4D80,
        WritingApp = 0x5741,
        Tracks = 0x1654AE6B,
        TrackEntry = 0xAE,
        TrackNumber = 0xD7,
        TrackUid = 0x73C5,
        TrackType = 0x83,
        FlagLacing = 0x9C,
        CodecId = 0x86,
        DefaultDuration = 0x23E383,
        Video = 0xE0,
        PixelWidth = 0xB0,
        PixelHeight = 0xBA,
        ColourSpace = 0x2EB524,
        Audio = 0xE1,
        SamplingFrequency = 0xB5,
        Channels = 0x9F,
        BitDepth = 0x6264,
        Cluster = 0x1F43B675,
        Timestamp = 0xE7,
        SimpleBlock = 0xA3,
    }
}
