using System.Buffers.Binary;

namespace DqnGpu.Ale;

/// <summary>Reads what a recording holds, event by event.</summary>
internal struct EventReader(byte[] events)
{
    private int _at;

    /// <summary>Of the last <see cref="RecordedEvent.Action"/>.</summary>
    public int Action { get; private set; }

    /// <summary>Of the last <see cref="RecordedEvent.Action"/>, 0..1.</summary>
    public float Strength { get; private set; }

    /// <summary>Of the last <see cref="RecordedEvent.Reload"/>.</summary>
    public uint Seed { get; private set; }

    /// <summary>Of the last <see cref="RecordedEvent.Check"/>.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Nothing follows.</summary>
    public readonly bool IsAtEnd => _at == events.Length;

    /// <summary>Reads the next event; every action is an <see cref="RecordedEvent.Action"/>.</summary>
    /// <exception cref="InvalidDataException">There is none, or none that a recording holds.</exception>
    public RecordedEvent Next()
    {
        byte code = Take(1)[0];
        if (IsAction(code))
        {
            (Action, Strength) = (code, 1);
            return RecordedEvent.Action;
        }
        var kind = (RecordedEvent)code;
        switch (kind)
        {
            case RecordedEvent.Reset or RecordedEvent.End:
                break;
            case RecordedEvent.Reload:
                Seed = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                break;
            case RecordedEvent.Action:
                Action = Take(1)[0];
                Strength = BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));
                if (!IsAction(Action) || Strength is not (>= 0 and <= 1))
                    throw new InvalidDataException($"action {Action} of strength {Strength} is none.");
                break;
            case RecordedEvent.Check:
                Hash = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                break;
            default:
                throw new InvalidDataException($"it holds a byte {code} where actions and resets are expected.");
        }
        return kind;
    }

    private static bool IsAction(int code) => code < AtariActions.Count || code == (int)AtariAction.Reset;

    private ReadOnlySpan<byte> Take(int length)
    {
        if (_at + length > events.Length)
            throw new InvalidDataException("it ends before its end.");
        _at += length;
        return events.AsSpan(_at - length, length);
    }
}
