using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>Translated programs do what interpreted ones do: the same machine, RAM and screens after each frame or instruction.</summary>
[Parallelizable(ParallelScope.Children)]
public class TranslationTests
{
    private const byte Jam = 0x02;

    /// <summary>Each opcode with ten operands at ten places of the image and ten settings of the registers each.</summary>
    [Test]
    public void EveryInstructionDoesWhatItDoesInterpreted([Range(0, 255)] int opcode)
    {
        const int places = 10, settings = 10;
        var random = new Random(opcode);
        var image = Enumerable.Repeat(Jam, 4096).ToArray();
        var starts = new int[places];
        for (var place = 0; place < places; place++)
        {
            // The last lie at the end of a page, so that branches and the instruction itself cross it.
            starts[place] = place < 8 ? place * 0x180 : place * 0x100 + 0xFC + place % 3;
            image[starts[place]] = (byte)opcode;
            image[starts[place] + 1] = (byte)random.Next(256);
            // The RAM, the chips, the cartridge.
            image[starts[place] + 2] = random.Next(3) switch { 0 => 0, 1 => (byte)random.Next(16), _ => (byte)(0xF0 + random.Next(16)) };
        }
        using var machines = new TwoMachines<Rom4K>(image, random);
        foreach (var start in starts)
            for (var setting = 0; setting < settings; setting++)
            {
                var decimalMode = random.Next(4) == 0 ? 1 : 0;
                machines.Set(new ConsoleState
                {
                    Pc = 0xF000 + start,
                    A = random.Next(256),
                    X = random.Next(256),
                    Y = random.Next(256),
                    Sp = random.Next(256),
                    NegativeZero = random.Next(256) | random.Next(2) << 15,
                    Carry = random.Next(2),
                    Overflow = random.Next(2) << 6,
                    Decimal = decimalMode,
                    Cycles = random.Next(1000),
                    Timer = random.Next(256),
                    TimerShift = 6,
                    MaxScanlines = 290,
                    LongestFrame = 291 * 228,
                    YStart = 34,
                    Rows = 210,
                    DisplayStart = 34 * 228,
                    DisplayStop = 244 * 228,
                    BeamClock = 34 * 228,
                });
                machines.AssertSameUntilJam();
            }
    }

    [Test]
    public void RealProgramsDoWhatTheyDoInterpreted([Values("pong", "breakout")] string game)
    {
        var cartridge = BundledCartridges.Find(game)!;
        var console = new AtariConsole(cartridge, Games.Find(game).Console);
        using var machines = new TwoMachines<Rom4K>(cartridge.PinnedImage, new Random(1), hotFrom: 20);
        machines.Load(console);
        for (var frame = 0; frame < 300; frame++)
            machines.AssertSameFrame(Games.Find(game).Console, RandomInput.Next(new Random(frame)), $"frame {frame}");
        Assert.That(machines.Translations, Is.GreaterThan(20));
    }

    [Test]
    public void RandomProgramsDoWhatTheyDoInterpreted([Range(0, 9)] int type, [Range(1, 3)] int hotFrom)
    {
        switch (type)
        {
            case 0: RunRandomPrograms<Rom4K>(4096, hotFrom); break;
            case 1: RunRandomPrograms<Paged<F8>>(8192, hotFrom); break;
            case 2: RunRandomPrograms<Superchip<Paged<F8>>>(8192, hotFrom); break;
            case 3: RunRandomPrograms<Paged<F6>>(16384, hotFrom); break;
            case 4: RunRandomPrograms<Superchip<Paged<F6>>>(16384, hotFrom); break;
            case 5: RunRandomPrograms<Paged<F4>>(32768, hotFrom); break;
            case 6: RunRandomPrograms<F4SC>(32768, hotFrom); break;
            case 7: RunRandomPrograms<E0>(8192, hotFrom); break;
            case 8: RunRandomPrograms<FE>(8192, hotFrom); break;
            case 9: RunRandomPrograms<Dpc>(10495, hotFrom); break;
        }
    }

    /// <summary>A frame without end counts cycles past 2^31 and 2^32, and a timer that was set before reads what it reads interpreted.</summary>
    [Test]
    public void CyclesMayPassTwoToThe31(
        [Values(int.MaxValue - 700, int.MaxValue / 3 - 700, -700, int.MinValue)] int cycles, [Values(0, 100, 40_000, int.MinValue + 9999)] int timerSetBefore)
    {
        byte[] program =
        [
            0xA0, 0x03, // LDY #3
            0xA2, 0x20, 0x8E, 0x96, 0x02, // LDX #32, STX TIM64T
            0x8D, 0x08, 0x00, 0x95, 0x90, // STA COLUPF, STA $90,X
            0xAD, 0x84, 0x02, 0xD0, 0xFB, // LDA INTIM, BNE to it
            0xE6, 0x80, 0x85, 0x02, // INC $80, STA WSYNC
            0xB1, 0x82, // LDA ($82),Y
            0xCA, 0xD0, 0xF2, // DEX, BNE to the load of the timer
            0x88, 0xD0, 0xE6, // DEY, BNE to the start of the timer
            0x4C, 0x00, 0xF0, // JMP $F000
        ];
        var image = Enumerable.Repeat((byte)0xEA, 4096).ToArray();
        program.CopyTo(image, 0);
        (image[0xFFC], image[0xFFD]) = (0x00, 0xF0);
        using var machines = new TwoMachines<Rom4K>(image, new Random(1), hotFrom: 2);
        machines.Reset();
        machines.AssertSameFrame(new ConsoleSettings(), ConsoleInput.Idle, "first frame");

        var late = machines.State;
        late.Partial = 1;
        late.Pc = 0xF00C;
        late.LongestFrame = int.MaxValue;
        late.Cycles = cycles;
        late.TimerSetCycle = unchecked(cycles - timerSetBefore);
        machines.Set(late);
        for (var update = 0; update < 4; update++)
            machines.AssertSameFrame(new ConsoleSettings(), ConsoleInput.Idle, $"update {update}");
        Assert.That(machines.Translations, Is.GreaterThan(0));
    }

    /// <summary>What lies behind a hot instruction is as hot, but is entered with it and begins no region of its own.</summary>
    [Test]
    public void StraightCodeIsTranslatedOnce()
    {
        var image = Enumerable.Repeat((byte)0xEA, 4096).ToArray();
        ((byte[])[0x4C, 0x00, 0xF0]).CopyTo(image, 4000); // JMP $F000
        (image[0xFFC], image[0xFFD]) = (0x00, 0xF0);
        using var machines = new TwoMachines<Rom4K>(image, new Random(1), hotFrom: 2, wideAfter: 1_000_000);
        machines.Reset();
        machines.AssertSameFrame(new ConsoleSettings(), ConsoleInput.Idle, "first update");
        Assert.That(machines.Program.Regions, Is.InRange(20, 22));
    }

    /// <summary>Regions that follow each other often become one, which is entered where they were.</summary>
    [Test]
    public void WhatOftenFollowsEachOtherIsTranslatedTogether()
    {
        var image = Enumerable.Repeat((byte)0xEA, 4096).ToArray();
        ((byte[])[0x4C, 0x00, 0xF0]).CopyTo(image, 500); // JMP $F000
        (image[0xFFC], image[0xFFD]) = (0x00, 0xF0);
        using var machines = new TwoMachines<Rom4K>(image, new Random(1), hotFrom: 2);
        machines.Reset();
        machines.AssertSameFrame(new ConsoleSettings(), ConsoleInput.Idle, "first update");
        var entry = machines.Program.Find(0, 0xF000)!;
        Assert.That(entry.IsWide);
        Assert.That(machines.Program.Find(200, 0xF0C8)!.Code, Is.SameAs(entry.Code));
        Assert.That(machines.Program.Find(400, 0xF190)!.Code, Is.SameAs(entry.Code));
        Assert.That(machines.Program.Regions, Is.EqualTo(4));
    }

    /// <summary>An image may make as much of itself hot as it likes: what is beyond the limits is interpreted, with the same result.</summary>
    [TestCase(3, int.MaxValue)]
    [TestCase(int.MaxValue, 2000)]
    public void TranslatedCodeIsBounded(int mostRegions, int mostCode)
    {
        var cartridge = BundledCartridges.Find("pong")!;
        using var machines = new TwoMachines<Rom4K>(cartridge.PinnedImage, new Random(1), hotFrom: 2, mostRegions: mostRegions, mostCode: mostCode);
        machines.Load(new AtariConsole(cartridge, Games.Find("pong").Console));
        for (var frame = 0; frame < 60; frame++)
            machines.AssertSameFrame(Games.Find("pong").Console, RandomInput.Next(new Random(frame)), $"frame {frame}");
        Assert.That(machines.Program.Regions, Is.InRange(1, 3));
        Assert.That(machines.Program.Code, Is.LessThan(40_000));
    }

    [Test]
    public void AProgramThatMakesEveryMirrorHotFillsNoMemory()
    {
        var program = new TranslatedProgram(GC.AllocateArray<byte>(4096, pinned: true), hotFrom: 1);
        program.Image.AsSpan().Fill(0x60); // RTS
        for (var mirror = 0; mirror < 8; mirror++)
            for (var offset = 0; offset < 4093; offset++)
                program.Heat<Rom4K>(offset, mirror << 13 | 0x1000 | offset, 0, 0xFFD);
        Assert.That(program.Regions, Is.EqualTo(1024));
        Assert.That(program.Code, Is.LessThan(5 << 20));
    }

    [Test, NonParallelizable]
    public void TranslationCanBeTurnedOff()
    {
        var cartridge = Cartridge.FromBytes(BundledCartridges.Find("pong")!.Bytes, "pong");
        var settings = Games.Find("pong").Console;
        _ = new AtariConsole(cartridge, settings with { Interpret = true });
        Assert.That(cartridge.TranslatedFor(cartridge.BankType)!.Regions, Is.Zero, "by the settings");
        _ = new AtariConsole(cartridge, settings);
        Assert.That(cartridge.TranslatedFor(cartridge.BankType)!.Regions, Is.GreaterThan(0));

        System.Environment.SetEnvironmentVariable(TranslatedProgram.OffVariable, "1");
        try
        {
            Assert.That(cartridge.TranslatedFor(cartridge.BankType), Is.Null, "by the environment");
            System.Environment.SetEnvironmentVariable(TranslatedProgram.OffVariable, "0");
            Assert.That(cartridge.TranslatedFor(cartridge.BankType), Is.Not.Null);
        }
        finally
        {
            System.Environment.SetEnvironmentVariable(TranslatedProgram.OffVariable, null);
        }
    }

    /// <summary>LDX, INC operand, JSR: the program in the RAM is another one in each round, and jumps back into the cartridge.</summary>
    [Test]
    public void CodeInTheRamIsInterpretedAsItIsNow()
    {
        var image = Enumerable.Repeat((byte)0xEA, 4096).ToArray();
        byte[] program =
        [
            0xA2, 0xFF, 0x9A, // LDX #$FF, TXS
            0xA9, 0xA9, 0x85, 0x80, // LDA #$A9, STA $80: LDA #
            0xA9, 0x60, 0x85, 0x82, // LDA #$60, STA $82: RTS
            0xE6, 0x81, // INC $81
            0x20, 0x80, 0x00, // JSR $0080
            0x85, 0x09, // STA COLUBK
            0x95, 0x90, 0xCA, // STA $90,X, DEX
            0x4C, 0x0B, 0xF0, // JMP $F00B
        ];
        program.CopyTo(image, 0);
        (image[0xFFC], image[0xFFD]) = (0x00, 0xF0);
        var cartridge = Cartridge.FromBytes(image, "RAM", BankType.Rom4K);
        var settings = new ConsoleSettings { Format = TvFormat.Ntsc };
        using var machines = new TwoMachines<Rom4K>(cartridge.PinnedImage, new Random(1), hotFrom: 2);
        machines.Load(new AtariConsole(cartridge, settings));
        for (var frame = 0; frame < 20; frame++)
            machines.AssertSameFrame(settings, ConsoleInput.Idle, $"frame {frame}");
        Assert.That(machines.Translations, Is.GreaterThan(0));
    }

    [Test]
    public void ConsolesOnSeveralThreadsShareAProgram()
    {
        var cartridge = Cartridge.FromBytes(BundledCartridges.Find("pong")!.Bytes, "pong");
        var screens = new byte[4][];
        Parallel.For(0, screens.Length, i =>
        {
            var console = new AtariConsole(cartridge, Games.Find("pong").Console);
            for (var frame = 0; frame < 400; frame++)
                console.Update(RandomInput.Next(new Random(frame)));
            screens[i] = [.. console.Screen, .. console.Ram];
        });
        for (var i = 1; i < screens.Length; i++)
            Assert.That(screens[i], Is.EqualTo(screens[0]));
    }

    private static void RunRandomPrograms<TBanks>(int size, int hotFrom)
        where TBanks : struct, IBankSwitching
    {
        const int programs = 12, frames = 4;
        for (var seed = 0; seed < programs; seed++)
        {
            var random = new Random(seed * 31 + hotFrom);
            var image = RandomPrograms.Image(size, random);
            using var machines = new TwoMachines<TBanks>(image, random, hotFrom);
            machines.Reset();
            for (var frame = 0; frame < frames; frame++)
                machines.AssertSameFrame(new ConsoleSettings(), RandomInput.Next(random), $"program {seed}, frame {frame}");
        }
    }
}
