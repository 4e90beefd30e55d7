using System.Buffers.Binary;

namespace DqnGpu.Ale;

/// <summary>What a recording holds after its header: a byte each, some with a number behind it.</summary>
internal enum RecordedEvent : byte
{
    // Below: an action of full strength.

    /// <summary><see cref="AtariEnvironment.ResetGame"/>.</summary>
    Reset = 64,

    /// <summary><see cref="AtariEnvironment.Reload"/>; a uint: the seed.</summary>
    Reload = 65,

    /// <summary>An action of some strength; a byte: the action; a float: the strength.</summary>
    Action = 66,

    /// <summary>A ulong: <see cref="ScreenAndRam"/> after all before.</summary>
    Check = 67,

    /// <summary>Nothing follows.</summary>
    End = 68,
}

/// <summary>What a recording says a game looks like now and then.</summary>
internal static class ScreenAndRam
{
    /// <summary>FNV-1a of the screen's palette indices, then of the RAM and of that hash.</summary>
    public static ulong Hash(AtariEnvironment environment)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + AtariEnvironment.RamSize];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, GameTrace.Fnv1a64(environment.Screen));
        environment.Ram.CopyTo(bytes[sizeof(ulong)..]);
        return GameTrace.Fnv1a64(bytes);
    }
}
