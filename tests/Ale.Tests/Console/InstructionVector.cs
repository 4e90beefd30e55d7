using System.Buffers.Binary;
using System.Text;

namespace DqnGpu.Ale.Tests;

/// <summary>A processor's registers and the memory that matters.</summary>
internal sealed record ProcessorState(int Pc, int S, int A, int X, int Y, int P, IReadOnlyList<(int Address, byte Value)> Memory);

/// <summary>One recorded instruction: the machine before and after it, and what was on the bus in each cycle.</summary>
internal sealed record InstructionVector(
    string Name, ProcessorState Before, ProcessorState After, IReadOnlyList<(int Address, byte Value, bool IsRead)> Cycles)
{
    /// <summary>Reads a file of vectors: see the conformance folder's README for the format.</summary>
    public static IReadOnlyList<InstructionVector> Load(string path)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        var vectors = new List<InstructionVector>();
        while (!rest.IsEmpty)
        {
            var name = Encoding.ASCII.GetString(rest[..10]).TrimEnd('\0', ' ');
            rest = rest[10..];
            var before = ReadState(ref rest);
            var after = ReadState(ref rest);
            var cycles = new (int, byte, bool)[rest[0]];
            rest = rest[1..];
            for (var i = 0; i < cycles.Length; i++)
            {
                cycles[i] = (BinaryPrimitives.ReadUInt16BigEndian(rest), rest[2], rest[3] != 0);
                rest = rest[4..];
            }
            vectors.Add(new(name, before, after, cycles));
        }
        return vectors;
    }

    private static ProcessorState ReadState(ref ReadOnlySpan<byte> rest)
    {
        var memory = new (int, byte)[rest[7]];
        for (var i = 0; i < memory.Length; i++)
            memory[i] = (BinaryPrimitives.ReadUInt16BigEndian(rest[(8 + 3 * i)..]), rest[10 + 3 * i]);
        var state = new ProcessorState(BinaryPrimitives.ReadUInt16BigEndian(rest), rest[2], rest[3], rest[4], rest[5], rest[6], memory);
        rest = rest[(8 + 3 * memory.Length)..];
        return state;
    }
}
