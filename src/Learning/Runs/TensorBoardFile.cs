using System.Buffers.Binary;
using System.Numerics;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>The learning curve as TensorBoard reads it: <c>tensorboard --logdir runs</c>.</summary>
/// <remarks>
/// A file of records, each with a protocol-buffer message (tensorflow/core/util/event.proto and summary.proto):
/// <code>
/// record   length (uint64), masked CRC-32C of it (uint32), message, masked CRC-32C of that (uint32)       all little-endian
/// masked   (crc rotated right by 15) + 0xA282EAD8
/// Event    1: wall time (double), 2: step (int64), and one of 3: file version (string), 5: Summary, 7: SessionLog
/// Summary  1: Value, repeated                Value  1: tag (string), and one of 2: number (float), 4: Image
/// Image    1: rows, 2: columns, 3: channels, 4: the PNG file                                           SessionLog  1: status, 1 = start
/// </code>
/// Every process writes a file of its own. The session's start tells TensorBoard to drop what an earlier process wrote of later steps, which
/// a resumed run plays again.
/// </remarks>
public sealed class TensorBoardFile : IDisposable
{
    private const uint CrcMask = 0xA282EAD8;
    private const int SessionStart = 1;

    private static int files;

    private readonly FileStream file;

    /// <summary>Begins a file.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="step">Agent steps of training made so far.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public TensorBoardFile(string folder, long step)
    {
        var now = DateTimeOffset.UtcNow;
        // The name is unique, since two may begin within a second; TensorBoard looks for "tfevents" and sorts by name.
        file = new(
            Path.Combine(folder, $"events.out.tfevents.{now.ToUnixTimeSeconds():D10}.{Environment.ProcessId}.{Interlocked.Increment(ref files)}.dqngpu"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Write(Event(now, step: 0).Text(3, "brain.Event:2"));
        Write(Event(now, step).Message(7, new ProtobufMessage().Number(1, SessionStart)));
    }

    /// <summary>Adds one point to each curve; those without a value yet are left out.</summary>
    public void Add(TrainingStatus status) => WriteSummary(status.Step, summary =>
    {
        AddValue(summary, "score/mean of 100", status.MeanScore);
        AddValue(summary, "score/best mean", status.BestMeanScore);
        AddValue(summary, "score/mean reward", status.MeanReward);
        AddValue(summary, "score/games", status.Games);
        AddValue(summary, "learning/loss", status.Loss);
        AddValue(summary, "learning/mean Q", status.MeanQ);
        AddValue(summary, "learning/epsilon", status.Epsilon);
        AddValue(summary, "learning/updates", status.Updates);
        AddValue(summary, "speed/steps per second", status.StepsPerSecond);
        AddValue(summary, "speed/updates per second", status.UpdatesPerSecond);
    });

    /// <summary>Adds an evaluation.</summary>
    /// <param name="step">Agent steps of training made before it.</param>
    /// <param name="result">Its games.</param>
    /// <param name="bestGame">A picture of the best of them.</param>
    public void Add(long step, EvaluationResult result, Screen bestGame) => WriteSummary(step, summary =>
    {
        AddValue(summary, "evaluation/mean score", result.Mean);
        AddValue(summary, "evaluation/deviation", result.Deviation);
        AddValue(summary, "evaluation/median", result.Median);
        AddValue(summary, "evaluation/min", result.Min);
        AddValue(summary, "evaluation/max", result.Max);
        AddImage(summary, "evaluation/best game", bestGame);
    });

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static void AddValue(ProtobufMessage summary, string tag, double? known)
    {
        if (known is { } number && !double.IsNaN(number))
            summary.Message(1, new ProtobufMessage().Text(1, tag).Float(2, (float)number));
    }

    private static void AddImage(ProtobufMessage summary, string tag, Screen screen)
    {
        var image = new ProtobufMessage().Number(1, screen.Height).Number(2, 2 * screen.Width).Number(3, 3).Bytes(4, screen.ToPng());
        summary.Message(1, new ProtobufMessage().Text(1, tag).Message(4, image));
    }

    private void WriteSummary(long step, Action<ProtobufMessage> fill)
    {
        var summary = new ProtobufMessage();
        fill(summary);
        Write(Event(DateTimeOffset.UtcNow, step).Message(5, summary));
    }

    private static ProtobufMessage Event(DateTimeOffset time, long step) =>
        new ProtobufMessage().Double(1, time.ToUnixTimeMilliseconds() / 1000.0).Number(2, step);

    /// <summary>In one piece and past every buffer: a disk that is full may cost a record, not the next ones or the closing.</summary>
    private void Write(ProtobufMessage content)
    {
        const int head = sizeof(ulong) + sizeof(uint);
        var message = content.ToArray();
        var record = new byte[head + message.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        WriteMaskedCrc(record.AsSpan(0, sizeof(ulong)), record.AsSpan(sizeof(ulong)));
        message.CopyTo(record, head);
        WriteMaskedCrc(message, record.AsSpan(head + message.Length));
        file.Write(record);
    }

    private static void WriteMaskedCrc(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, BitOperations.RotateRight(~crc, 15) + CrcMask);
    }
}
