using BenchmarkDotNet.Attributes;
using DqnGpu.Ale;

namespace DqnGpu.Benchmarks.Ale;

/// <summary>The 6507 alone: a program that works on RAM and never touches TIA or RIOT. Time per instruction.</summary>
public class ProcessorBenchmarks
{
    // A console gives back control after so many instructions when no frame ends, and this program ends none.
    internal const int InstructionsPerUpdate = 25_000;

    private readonly AtariConsole _console = new(RamLoop(), new ConsoleSettings { Format = TvFormat.Ntsc });
    private readonly ConsoleInput _input = new() { Switches = ConsoleSwitches.Colour };

    [Benchmark(OperationsPerInvoke = InstructionsPerUpdate)]
    public void Instruction() => _console.Update(in _input);

    /// <summary>4 KB: a loop of loads, arithmetic, shifts, stores, a subroutine and branches.</summary>
    private static Cartridge RamLoop()
    {
        ReadOnlySpan<byte> program =
        [
            0xA2, 0x3F,         // F000  ldx #$3F
            0xB5, 0x80,         // F002  lda $80,x
            0x18,               // F004  clc
            0x65, 0xC0,         // F005  adc $C0
            0x95, 0x80,         // F007  sta $80,x
            0x06, 0xC0,         // F009  asl $C0
            0x26, 0xC1,         // F00B  rol $C1
            0xA5, 0xC1,         // F00D  lda $C1
            0x49, 0x5A,         // F00F  eor #$5A
            0x10, 0x02,         // F011  bpl $F015
            0xE6, 0xC0,         // F013  inc $C0
            0x85, 0xC1,         // F015  sta $C1
            0x20, 0x40, 0xF0,   // F017  jsr $F040
            0xCA,               // F01A  dex
            0x10, 0xE5,         // F01B  bpl $F002
            0x4C, 0x00, 0xF0,   // F01D  jmp $F000
        ];
        ReadOnlySpan<byte> subroutine =
        [
            0xB9, 0x00, 0xF0,   // F040  lda $F000,y
            0xC8,               // F043  iny
            0xC5, 0xC2,         // F044  cmp $C2
            0xB0, 0x02,         // F046  bcs $F04A
            0x85, 0xC2,         // F048  sta $C2
            0x60,               // F04A  rts
        ];
        var rom = new byte[4096];
        program.CopyTo(rom);
        subroutine.CopyTo(rom.AsSpan(0x40));
        (rom[0xFFC], rom[0xFFD]) = (0x00, 0xF0);
        return Cartridge.FromBytes(rom, "ram loop", BankType.Rom4K);
    }
}
