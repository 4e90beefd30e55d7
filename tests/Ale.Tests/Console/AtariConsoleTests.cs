using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class AtariConsoleTests
{
    private static Cartridge Pong => BundledCartridges.Find("pong")!;

    private static ConsoleSettings PongSettings => Games.Find("pong").Console;

    /// <summary>ALE's bytes at power-on, before a program has changed them: LDX #2; JMP self never touches the RAM.</summary>
    [Test]
    public void RamAtPowerOnIsAles()
    {
        var rom = new byte[4096];
        rom[0] = 0x4C; // JMP $F000
        (rom[1], rom[2]) = (0x00, 0xF0);
        (rom[0xFFC], rom[0xFFD]) = (0x00, 0xF0);

        var console = new AtariConsole(Cartridge.FromBytes(rom, "idle"), new ConsoleSettings());

        Assert.That(Convert.ToHexStringLower(console.Ram[..8]), Is.EqualTo("b896c049cb55c87f"));
        Assert.That(GameTrace.Fnv1a64(console.Ram), Is.EqualTo(0x4325d41e90a4e9a1));
    }

    /// <summary>A superchip's RAM is left to chance by each reset, as ALE does it; the console's own is kept.</summary>
    [TestCase(8192), TestCase(16384), TestCase(32768)]
    public void AResetFillsTheCartridgesRamAtRandom(int size)
    {
        var image = new byte[size];
        new Random(1).NextBytes(image);
        for (var bank = 0; bank < size; bank += 4096)
        {
            image.AsSpan(bank, 256).Fill((byte)bank);
            (image[bank + 0x300], image[bank + 0x301], image[bank + 0x302]) = (0x4C, 0x00, 0xF3); // JMP $F300
            (image[bank + 0xFFC], image[bank + 0xFFD]) = (0x00, 0xF3);
        }
        var console = new AtariConsole(Cartridge.FromBytes(image, "superchip"), new ConsoleSettings());
        var fills = new List<byte[]>();
        var ram = console.Ram.ToArray();
        for (var reset = 0; reset < 3; reset++)
        {
            console.SystemReset();
            fills.Add([.. Enumerable.Range(0x1080, 128).Select(address => console.Peek((ushort)address))]);
        }
        Assert.That(fills.Select(fill => fill.Distinct().Count()), Is.All.GreaterThan(50));
        Assert.That(fills, Is.Unique);
        Assert.That(console.Ram.ToArray(), Is.EqualTo(ram));
    }

    [Test]
    public void ACopyOfTheStateGoesOnAsTheOriginalDoes()
    {
        var original = new AtariConsole(Pong, PongSettings);
        var random = new Random(1);
        Play(original, random, 100);
        var saved = new byte[original.StateSize];
        original.SaveState(saved);
        var copy = new AtariConsole(Pong, PongSettings);
        copy.LoadState(saved);

        var (one, other) = (new Random(2), new Random(2));
        for (var i = 0; i < 50; i++)
        {
            Play(original, one, 1);
            Play(copy, other, 1);
            AssertEqual(copy, original);
        }

        // The random generator too: a reset draws the timer's start from it.
        original.SystemReset();
        copy.SystemReset();
        Play(original, one, 20);
        Play(copy, other, 20);
        AssertEqual(copy, original);
    }

    [Test]
    public void SavingDoesNotDisturbTheMachine()
    {
        var saving = new AtariConsole(Pong, PongSettings);
        var plain = new AtariConsole(Pong, PongSettings);
        var (one, other) = (new Random(3), new Random(3));
        var saved = new byte[saving.StateSize];
        for (var i = 0; i < 60; i++)
        {
            Play(saving, one, 1);
            saving.SaveState(saved);
            saving.LoadState(saved);
            Play(plain, other, 1);
        }
        AssertEqual(saving, plain);
    }

    [Test]
    public void AStateThatIsTooShortIsRefused()
    {
        var console = new AtariConsole(Pong, PongSettings);
        Assert.That(() => console.SaveState(new byte[console.StateSize - 1]), Throws.ArgumentException);
        Assert.That(() => console.LoadState(new byte[console.StateSize - 1]), Throws.ArgumentException);
    }

    [Test]
    public void AStateOfAnotherCartridgeIsRefusedByItsMd5()
    {
        var (pong, breakout) = (new AtariConsole(Pong, PongSettings), BundledCartridges.Find("breakout")!);
        var other = new AtariConsole(breakout, PongSettings);
        var saved = new byte[other.StateSize];
        other.SaveState(saved);
        var before = pong.Ram.ToArray();

        Assert.That(
            () => pong.LoadState(saved),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(breakout.Md5).And.Message.Contains(Pong.Md5));
        Assert.That(pong.Ram.SequenceEqual(before), "the console is unchanged");
    }

    [Test]
    public void AStateOfAnotherVersionOrOfNoneIsRefused()
    {
        var console = new AtariConsole(Pong, PongSettings);
        var saved = new byte[console.StateSize];
        console.SaveState(saved);
        saved[4] = 77;
        Assert.That(() => console.LoadState(saved), Throws.TypeOf<InvalidDataException>().With.Message.Contains("version 77"));
        saved[0] = 0;
        Assert.That(() => console.LoadState(saved), Throws.TypeOf<InvalidDataException>().With.Message.Contains("before states had a version"));
    }

    [Test]
    public void AStateOfAConsoleWithOtherSettingsIsRefused()
    {
        var console = new AtariConsole(Pong, PongSettings with { Format = TvFormat.Ntsc });
        foreach (var settings in (ConsoleSettings[])[
            console.Settings with { YStart = 30 }, console.Settings with { Rows = 220 }, console.Settings with { HmoveBlanks = false },
            console.Settings with { Format = TvFormat.Pal, Rows = 211 }])
        {
            var other = new AtariConsole(Pong, settings);
            var saved = new byte[other.StateSize];
            other.SaveState(saved);
            Assert.That(() => console.LoadState(saved), Throws.TypeOf<InvalidDataException>().With.Message.Contains("settings"), $"{settings}");
        }
    }

    /// <summary>A file that is damaged anywhere in the machine's numbers is refused, or is a state that runs.</summary>
    [Test]
    public void ADamagedStateIsRefusedOrRuns()
    {
        var console = new AtariConsole(Pong, PongSettings);
        var good = new byte[console.StateSize];
        console.SaveState(good);
        var refused = 0;
        for (var i = 0; i < 2000; i++)
        {
            var random = new Random(i);
            var damaged = good.ToArray();
            for (var k = 0; k < 3; k++)
                damaged[StateHeader.Size + random.Next(Unsafe.SizeOf<ConsoleState>())] = (byte)random.Next(256);
            try
            {
                console.LoadState(damaged);
                console.Update(RandomInput.Next(random));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(500).And.LessThan(2000));
    }

    [Test]
    public void UpdatesAllocateNothingOnceTheProgramIsTranslated()
    {
        var console = new AtariConsole(Pong, PongSettings);
        var input = ConsoleInput.Idle;
        Assert.That(
            Allocation.Least(() =>
            {
                for (var i = 0; i < 100; i++)
                    console.Update(input);
            }),
            Is.Zero);
    }

    [Test]
    public void SettingsThatCannotBeShownAreRefused([Values(10, 301)] int rows) =>
        Assert.That(() => new AtariConsole(Pong, new ConsoleSettings { Rows = rows }), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void ABankTypeOfAnotherSizeIsRefused() =>
        Assert.That(
            () => new AtariConsole(Pong, new ConsoleSettings { BankType = BankType.F4 }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("F4"));

    [Test]
    public void PeekReadsRamOnly()
    {
        var console = new AtariConsole(Pong, PongSettings);
        Assert.That(console.Peek(0x0090), Is.EqualTo(console.Ram[0x10]));
        Assert.That(() => console.Peek(0xF000), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static void Play(AtariConsole console, Random random, int frames)
    {
        for (var i = 0; i < frames; i++)
            console.Update(RandomInput.Next(random));
    }

    private static void AssertEqual(AtariConsole found, AtariConsole expected)
    {
        Assert.That(found.Ram.SequenceEqual(expected.Ram), "RAM");
        Assert.That(found.Screen.SequenceEqual(expected.Screen), "screen");
        Assert.That(found.ProgramCounter, Is.EqualTo(expected.ProgramCounter));
        Assert.That(found.CyclesSinceUpdate, Is.EqualTo(expected.CyclesSinceUpdate));
    }
}
