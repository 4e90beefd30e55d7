using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary><see cref="Cpu6507.Run"/> and as many calls of <see cref="Cpu6507.Step"/> leave the same machine behind.</summary>
[Parallelizable(ParallelScope.Children)]
public class ProcessorLoopTests
{
    [Test]
    public void TheLoopDoesWhatSingleStepsDoInRealPrograms([Values("pong", "breakout")] string game)
    {
        var cartridge = BundledCartridges.Find(game)!;
        var console = new AtariConsole(cartridge, Games.Find(game).Console);
        for (var frame = 0; frame < 60; frame++)
        {
            AssertSame<Rom4K>(cartridge.PinnedImage, console);
            console.Update(RandomInput.Next(new Random(frame)));
        }
    }

    [Test]
    public void TheLoopDoesWhatSingleStepsDoInRandomPrograms([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        var image = new byte[4096];
        ReadOnlySpan<byte> frequent = [0x85, 0x86, 0x95, 0x8D, 0xA9, 0xA5, 0xB5, 0xB1, 0x91, 0xB9, 0xC6, 0xE6, 0x65, 0xE5, 0xF8, 0xD0, 0xF0, 0x20, 0x60, 0x48, 0x08, 0x68];
        for (var i = 0; i < image.Length; i++)
            image[i] = random.Next(2) == 0 ? frequent[random.Next(frequent.Length)] : (byte)random.Next(256);
        // Without JAMs it runs for longer.
        for (var i = 0; i < image.Length; i++)
            if ((image[i] & 0x9F) == 0x02 || (image[i] & 0x1F) == 0x12)
                image[i] = 0xEA;
        (image[0xFFC], image[0xFFD]) = (0x00, 0xF0);
        var cartridge = Cartridge.FromBytes(image, "random", BankType.Rom4K);
        AssertSame<Rom4K>(cartridge.PinnedImage, new AtariConsole(cartridge, new ConsoleSettings { Format = TvFormat.Ntsc }));
    }

    private static unsafe void AssertSame<TBanks>(byte[] image, AtariConsole console)
        where TBanks : struct, IBankSwitching
    {
        const int instructions = 9000;
        var saved = new byte[console.StateSize];
        console.SaveState(saved);
        var stateSize = Unsafe.SizeOf<ConsoleState>();
        var (loop, steps) = (MemoryMarshal.Read<ConsoleState>(saved), MemoryMarshal.Read<ConsoleState>(saved));
        var ownOfLoop = saved.AsSpan(stateSize, NativeConsoleMemory.OwnSize).ToArray();
        var ownOfSteps = ownOfLoop.ToArray();
        fixed (byte* rom = image, one = ownOfLoop, other = ownOfSteps)
        {
            Cpu6507.Run<TBanks, NativeConsoleMemory>(ref loop, new NativeConsoleMemory(rom, one), instructions);
            steps.Stop = 0;
            for (var i = 0; i < instructions && (steps.Stop | steps.Jammed) == 0; i++)
                Cpu6507.Step<ConsoleBus<TBanks>, NativeConsoleMemory>(ref steps, new NativeConsoleMemory(rom, other));
        }
        Assert.That(loop.Pc, Is.EqualTo(steps.Pc));
        Assert.That(loop.Cycles, Is.EqualTo(steps.Cycles));
        Assert.That(Bytes(loop).SequenceEqual(Bytes(steps)), "registers");
        Assert.That(ownOfLoop.AsSpan().SequenceEqual(ownOfSteps), "RAM and screens");
    }

    private static byte[] Bytes(ConsoleState state)
    {
        var bytes = new byte[Unsafe.SizeOf<ConsoleState>()];
        MemoryMarshal.Write(bytes, in state);
        return bytes;
    }
}
