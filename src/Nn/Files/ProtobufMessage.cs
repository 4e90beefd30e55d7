using Google.Protobuf;

namespace DqnGpu.Nn;

/// <summary>A protocol-buffer message, written field by field; which number means what stands with who writes it.</summary>
/// <remarks>
/// A repeated field is written once for each of its values. A field may be left out where the format has a default for it.
/// </remarks>
public sealed class ProtobufMessage
{
    private readonly MemoryStream bytes = new();
    private readonly CodedOutputStream output;

    /// <summary>A message without fields.</summary>
    public ProtobufMessage() => output = new(bytes, leaveOpen: true);

    /// <summary>Adds a field of type <c>string</c>.</summary>
    /// <returns>This message; so for the others.</returns>
    public ProtobufMessage Text(int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
        return this;
    }

    /// <summary>Adds a field of type <c>int64</c>, <c>int32</c> or an enumeration.</summary>
    public ProtobufMessage Number(int field, long number)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(number);
        return this;
    }

    /// <summary>Adds a field of type <c>float</c>.</summary>
    public ProtobufMessage Float(int field, float number)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed32);
        output.WriteFloat(number);
        return this;
    }

    /// <summary>Adds a field of type <c>double</c>.</summary>
    public ProtobufMessage Double(int field, double number)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed64);
        output.WriteDouble(number);
        return this;
    }

    /// <summary>Adds a field of type <c>bytes</c>.</summary>
    public ProtobufMessage Bytes(int field, byte[] content)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        return this;
    }

    /// <summary>Adds a field that is a message itself, as it is now.</summary>
    public ProtobufMessage Message(int field, ProtobufMessage message) => Bytes(field, message.ToArray());

    /// <summary>The message, whose length stands nowhere in it.</summary>
    public byte[] ToArray()
    {
        output.Flush();
        return bytes.ToArray();
    }
}
