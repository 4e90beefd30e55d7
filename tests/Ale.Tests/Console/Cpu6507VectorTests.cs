using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>
/// 100 single instructions for each of the 256 opcodes, recorded from a 6502 (SingleStepTests/65x02). Where ALE's processor is known to
/// differ from a 6502, ALE's result is asserted.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public class Cpu6507VectorTests
{
    private const int Carry = 1, Zero = 2, Decimal = 8, Overflow = 0x40, Negative = 0x80;

    /// <summary>All but B and the bit that has no meaning: they exist only on the stack.</summary>
    private const int Flags = 0xCF;

    // One that says what is missing, where there are no vectors.
    private static IEnumerable<int> Opcodes => ConformanceFiles.Find("cpu6502") is null ? [0] : Enumerable.Range(0, 256);

    [Test]
    public void EveryInstructionDoesWhatItDoesInAle([ValueSource(nameof(Opcodes))] int opcode)
    {
        var vectors = InstructionVector.Load(ConformanceFiles.Require($"cpu6502/{opcode:x2}.bin"));
        Assert.That(vectors, Has.Count.EqualTo(100));
        Assert.That(vectors.Select(vector => Difference(vector, opcode)).Where(difference => difference is not null), Is.Empty);
    }

    [Test]
    public void TwelveOpcodesJam()
    {
        var jams = new List<int>();
        for (var opcode = 0; opcode < 256; opcode++)
        {
            var bytes = Enumerable.Repeat((byte)opcode, 65536).ToArray();
            var s = new ConsoleState { Pc = 0x1000, Sp = 0xFF };
            RunOne(ref s, bytes);
            if (s.Jammed == 0) continue;
            jams.Add(opcode);
            var jammed = s;
            RunOne(ref s, bytes);
            Assert.That(s, Is.EqualTo(jammed), "nothing happens after it");
        }
        Assert.That(jams, Is.EqualTo(new[] { 0x02, 0x12, 0x22, 0x32, 0x42, 0x52, 0x62, 0x72, 0x92, 0xB2, 0xD2, 0xF2 }));
    }

    [Test]
    public void APointerInTheLastByteOfTheZeroPageGoesOnInPageOne()
    {
        var bytes = new byte[65536];
        bytes[0x1000] = 0xB1; // LDA ($FF),Y
        bytes[0x1001] = 0xFF;
        (bytes[0x00FF], bytes[0x0100], bytes[0x0000]) = (0x34, 0x12, 0x56);
        bytes[0x1234] = 0x77;
        var s = new ConsoleState { Pc = 0x1000 };
        RunOne(ref s, bytes);
        Assert.That(s.A, Is.EqualTo(0x77));
    }

    private static unsafe void RunOne(ref ConsoleState s, byte[] bytes)
    {
        fixed (byte* pointer = bytes)
            Cpu6507.Step<FlatBus, FlatMemory>(ref s, new FlatMemory(pointer));
    }

    private static string? Difference(InstructionVector vector, int opcode)
    {
        var before = vector.Before;
        var bytes = new byte[65536];
        foreach (var (address, value) in before.Memory)
            bytes[address] = value;

        // ALE reads the second byte of a pointer at $FF from $0100 instead of $0000: with the same byte in both, the result is the same.
        if (HasPointerAtPageEnd(opcode, bytes[before.Pc + 1 & 0xFFFF], before.X))
            bytes[0x0100] = bytes[0x0000];

        var s = new ConsoleState
        {
            A = before.A,
            X = before.X,
            Y = before.Y,
            Sp = before.S,
            Pc = before.Pc,
            NegativeZero = (before.P & Negative) << 8 | ((before.P & Zero) == 0 ? 1 : 0),
            Carry = before.P & Carry,
            Overflow = before.P & Overflow,
            Decimal = before.P >> 3 & 1,
            InterruptDisable = before.P >> 2 & 1,
        };
        RunOne(ref s, bytes);

        var jams = (opcode & 0x9F) == 0x02 || (opcode & 0x1F) == 0x12;
        if (jams || s.Jammed != 0)
            return jams && s.Jammed != 0 ? null : $"{vector.Name}: {(jams ? "does not jam" : "jams")}";

        var expected = InAle(vector, opcode);
        // LAX of the zero page takes a cycle more in ALE.
        var cycles = vector.Cycles.Count + (opcode == 0xA7 ? 1 : 0);
        var status = ((s.NegativeZero & 0x8080) != 0 ? Negative : 0) | (s.Overflow != 0 ? Overflow : 0) | s.Decimal << 3
            | s.InterruptDisable << 2 | ((s.NegativeZero & 0xFF) == 0 ? Zero : 0) | s.Carry;
        var found = $"PC {s.Pc:X4} S {s.Sp:X2} A {s.A:X2} X {s.X:X2} Y {s.Y:X2} P {status:X2} cycles {s.Cycles}";
        var wanted = $"PC {expected.Pc:X4} S {expected.S:X2} A {expected.A:X2} X {expected.X:X2} Y {expected.Y:X2} "
            + $"P {expected.P & Flags:X2} cycles {cycles}";
        if (found != wanted)
            return $"{vector.Name}: {found}, expected {wanted}";
        foreach (var (address, value) in expected.Memory)
            if (bytes[address] != value)
                return $"{vector.Name}: ${address:X4} holds {bytes[address]:X2}, expected {value:X2}";
        return null;
    }

    private static bool HasPointerAtPageEnd(int opcode, int operand, int x) =>
        (opcode & 0x1F) switch
        {
            0x01 or 0x03 => (operand + x & 0xFF) == 0xFF,
            0x11 or 0x13 => operand == 0xFF,
            _ => false,
        };

    private static ProcessorState InAle(InstructionVector vector, int opcode)
    {
        if (opcode is 0x93 or 0x9B or 0x9C or 0x9E or 0x9F)
            return StoreWithHighByte(vector, opcode);
        var isAdd = (opcode & 0xE3) == 0x61 || opcode == 0x69 || (opcode & 0xE3) == 0x63 && opcode != 0x6B;
        var isSubtract = (opcode & 0xE3) is 0xE1 or 0xE3;
        return (vector.Before.P & Decimal) != 0 && (isAdd || isSubtract) ? DecimalArithmetic(vector, opcode, isAdd) : vector.After;
    }

    // SHA, SHS, SHX, SHY: ALE stores register & (high byte of the indexed address + 1), at the indexed address; a 6502 takes the high byte
    // before the indexing and, if the page is crossed, spoils the address.
    private static ProcessorState StoreWithHighByte(InstructionVector vector, int opcode)
    {
        var before = vector.Before;
        var memory = before.Memory.ToDictionary(cell => cell.Address, cell => cell.Value);
        var operand = memory[before.Pc + 1 & 0xFFFF];
        var basis = opcode == 0x93
            ? memory[operand] | memory[operand + 1 & 0xFF] << 8
            : operand | memory[before.Pc + 2 & 0xFFFF] << 8;
        var address = basis + (opcode == 0x9C ? before.X : before.Y) & 0xFFFF;
        var register = opcode switch { 0x9C => before.Y, 0x9E => before.X, _ => before.A & before.X };
        memory[address] = (byte)(register & (address >> 8) + 1);
        return vector.After with { Memory = [.. memory.Select(cell => (cell.Key, cell.Value))] };
    }

    // ALE's decimal mode: value(x) = 10 * high digit + low digit, sums modulo 100, flags from the new A.
    private static ProcessorState DecimalArithmetic(InstructionVector vector, int opcode, bool isAdd)
    {
        var before = vector.Before;
        // The operand is what the last cycle reads, or, for RRA and ISB, writes. RRA has rotated bit 0 of the byte before into the carry.
        int operand = vector.Cycles[^1].Value;
        var carry = (opcode & 3) == 3 && isAdd ? vector.Cycles[^2].Value & 1 : before.P & Carry;

        static int Value(int packed) => 10 * (packed >> 4) + packed % 16;
        static int Pack(int value) => value / 10 % 10 * 16 + value % 10;
        int a, newCarry;
        if (isAdd)
        {
            var sum = Value(before.A) + Value(operand) + carry;
            a = Pack(sum % 256);
            newCarry = sum > 99 ? 1 : 0;
        }
        else
        {
            var difference = Value(before.A) - Value(operand) - (1 - carry);
            if (difference < 0)
                difference += 100;
            a = difference >= 0 ? Pack(difference) : Value(256 + difference);
            newCarry = before.A >= operand + (1 - carry) ? 1 : 0;
        }
        var status = before.P & ~(Negative | Overflow | Zero | Carry)
            | a & Negative | ((before.A ^ a) & (a ^ operand) & 0x80) >> 1 | (a == 0 ? Zero : 0) | newCarry;
        return vector.After with { A = a, P = status };
    }
}
