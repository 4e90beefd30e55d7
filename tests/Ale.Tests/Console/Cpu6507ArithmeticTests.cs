using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>Additions, subtractions and comparisons of all bytes, against arithmetic with whole numbers: they need no recorded vectors.</summary>
public class Cpu6507ArithmeticTests
{
    private const int Adc = 0x69, Sbc = 0xE9, Cmp = 0xC9;

    [Test]
    public void AnAdditionAddsTheCarryAndOverflowsWhereASignedSumDoesNotFit() => EveryPair(Adc, (a, value, carry) =>
    {
        var (sum, signed) = (a + value + carry, (sbyte)a + (sbyte)value + carry);
        return (sum & 0xFF, sum > 0xFF, signed is < -128 or > 127);
    });

    [Test]
    public void ASubtractionBorrowsWithoutTheCarryAndOverflowsWhereASignedDifferenceDoesNotFit() => EveryPair(Sbc, (a, value, carry) =>
    {
        var (difference, signed) = (a - value - (1 - carry), (sbyte)a - (sbyte)value - (1 - carry));
        return (difference & 0xFF, difference >= 0, signed is < -128 or > 127);
    });

    [Test]
    public void AComparisonSetsTheCarryWhereAIsNotLessAndLeavesAAndTheOverflow()
    {
        for (var a = 0; a < 256; a++)
            for (var value = 0; value < 256; value++)
            {
                var s = Run(Cmp, a, value, carry: 0, overflow: 0x40);
                Assert.That((s.A, s.Carry, s.Overflow != 0), Is.EqualTo((a, a >= value ? 1 : 0, true)), $"{a} {value}");
                Assert.That(((s.NegativeZero & 0x8080) != 0, (s.NegativeZero & 0xFF) == 0), Is.EqualTo(((a - value & 0x80) != 0, a == value)), $"{a} {value}");
            }
    }

    private static void EveryPair(int opcode, Func<int, int, int, (int A, bool Carry, bool Overflow)> expected)
    {
        for (var a = 0; a < 256; a++)
            for (var value = 0; value < 256; value++)
                for (var carry = 0; carry < 2; carry++)
                {
                    var s = Run(opcode, a, value, carry, overflow: 0);
                    var wanted = expected(a, value, carry);
                    var found = (s.A, s.Carry != 0, s.Overflow != 0);
                    if (found != wanted || (s.NegativeZero & 0x8080) != 0 != (wanted.A > 127) || (s.NegativeZero & 0xFF) == 0 != (wanted.A == 0))
                        Assert.Fail($"{opcode:X2} of {a:X2} and {value:X2} with carry {carry}: A, C, V are {found}, N and Z are made of {s.NegativeZero:X4}; expected {wanted}.");
                }
    }

    private static unsafe ConsoleState Run(int opcode, int a, int value, int carry, int overflow)
    {
        var bytes = stackalloc byte[2] { (byte)opcode, (byte)value };
        var s = new ConsoleState { A = a, Carry = carry, Overflow = overflow };
        Cpu6507.Step<FlatBus, FlatMemory>(ref s, new FlatMemory(bytes));
        return s;
    }
}
