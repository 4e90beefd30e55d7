using System.Runtime.InteropServices;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>
/// A state from a file may hold anything. One that <see cref="ConsoleState.StaysWithin"/> lets pass never leads out of the console's bytes
/// or the cartridge's, and the translated machine does with it what the interpreted one does.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public class DamagedStateTests
{
    private static readonly int[] Values =
    [
        0, 1, 2, 3, 7, 9, 19, 20, 68, 159, 160, 228, 255, 256, 299, 5980, 6000, 11980, 65535, 65536, 1 << 20,
        int.MaxValue, int.MinValue, int.MinValue + 1,
    ];

    // Where a number of the state becomes an address; damaged as often as all others together.
    private static readonly int[] AddressNumbers =
    [
        .. ((string[])[
            nameof(ConsoleState.BeamBlock), nameof(ConsoleState.BeamClock), nameof(ConsoleState.BeamX), nameof(ConsoleState.CurrentScreen),
            nameof(ConsoleState.BankOffset), nameof(ConsoleState.Slice0), nameof(ConsoleState.Slice1), nameof(ConsoleState.Slice2),
            nameof(ConsoleState.A), nameof(ConsoleState.X), nameof(ConsoleState.Y), nameof(ConsoleState.Sp), nameof(ConsoleState.Pc),
            nameof(ConsoleState.Carry), nameof(ConsoleState.DataDirectionA)])
            .Select(name => (int)Marshal.OffsetOf<ConsoleState>(name) / sizeof(int)),
    ];

    [Test]
    public void WhatIsLetPassStaysWithinItsMemory([Range(0, 9)] int type)
    {
        switch (type)
        {
            case 0: StepDamagedStates<Rom4K>(4096); break;
            case 1: StepDamagedStates<Paged<F8>>(8192); break;
            case 2: StepDamagedStates<Superchip<Paged<F8>>>(8192); break;
            case 3: StepDamagedStates<Paged<F6>>(16384); break;
            case 4: StepDamagedStates<Superchip<Paged<F6>>>(16384); break;
            case 5: StepDamagedStates<Paged<F4>>(32768); break;
            case 6: StepDamagedStates<F4SC>(32768); break;
            case 7: StepDamagedStates<E0>(8192); break;
            case 8: StepDamagedStates<FE>(8192); break;
            case 9: StepDamagedStates<Dpc>(10495); break;
        }
    }

    /// <summary>
    /// The beam near the end of the second screen, behind which the guarded page lies, with more or less to draw; the program changes
    /// the colour on each line, so that all is drawn.
    /// </summary>
    [Test]
    public void NoBeamThatIsLetPassPaintsBehindTheScreens()
    {
        var image = Enumerable.Repeat((byte)0xEA, 4096).ToArray();
        // INC $80, LDA $80, STA COLUBK, STA WSYNC, JMP $F000
        ((byte[])[0xE6, 0x80, 0xA5, 0x80, 0x85, 0x09, 0x85, 0x02, 0x4C, 0x00, 0xF0]).CopyTo(image, 0);
        (image[0xFFC], image[0xFFD]) = (0x00, 0xF0);
        using var machines = new TwoMachines<Rom4K>(image, new Random(1), closeToEnd: true);
        machines.Reset();
        var state = machines.State;
        state.Partial = 1;
        state.CurrentScreen = 1;
        var stepped = 0;
        for (var row = 290; row < 302; row++)
            foreach (var beamX in (int[])[0, 100, 228])
                foreach (var clocksToDraw in (int[])[1, 227, 228, 229, 300, 456, 457, 2000, 2280, 2281])
                {
                    state.BeamBlock = Tia.BlocksPerScreen + row * Tia.BlocksPerRow;
                    state.BeamX = beamX;
                    state.BeamClock = state.DisplayStop + beamX - clocksToDraw;
                    state.Cycles = state.BeamClock / 3;
                    if (!state.StaysWithin(image.Length))
                        continue;
                    machines.Set(state);
                    machines.AssertSameFrame(new ConsoleSettings(), ConsoleInput.Idle, $"row {row}, x {beamX}, {clocksToDraw} clocks");
                    stepped++;
                }
        Assert.That(stepped, Is.GreaterThan(60));
    }

    /// <summary>The beam in the last row of the screen, with one pixel more to draw than the row has, and with one less.</summary>
    [TestCase(228, true)]
    [TestCase(229, false)]
    [TestCase(455, false)]
    public void APartOfARowCountsAsARow(int clocksToDraw, bool fits)
    {
        var state = new ConsoleState { YStart = 34, Rows = 250, DisplayStart = 34 * 228, DisplayStop = 284 * 228, BeamBlock = 299 * 20 };
        state.BeamClock = state.DisplayStop - clocksToDraw;
        Assert.That(state.StaysWithin(4096), Is.EqualTo(fits));
    }

    /// <summary>Numbers that reach the accumulator become addresses; each must be refused beyond its range.</summary>
    [Test]
    public void AFlagOrByteTooLargeIsRefused()
    {
        var good = new ConsoleState { YStart = 34, Rows = 210, DisplayStart = 34 * 228, DisplayStop = 244 * 228 };
        Assert.That(good.StaysWithin(4096));
        Assert.That((good with { Carry = 2 }).StaysWithin(4096), Is.False);
        Assert.That((good with { DataDirectionA = 256 }).StaysWithin(4096), Is.False);
        Assert.That((good with { Decimal = -1 }).StaysWithin(4096), Is.False);
        Assert.That((good with { BankOffset = 4096 }).StaysWithin(4096), Is.False);
        Assert.That((good with { Hmp0 = 16 }).StaysWithin(4096), Is.False);
    }

    private static void StepDamagedStates<TBanks>(int size)
        where TBanks : struct, IBankSwitching
    {
        const int programs = 6, states = 40;
        int refused = 0, stepped = 0;
        for (var seed = 0; seed < programs; seed++)
        {
            var random = new Random(seed);
            using var machines = new TwoMachines<TBanks>(RandomPrograms.Image(size, random), random, hotFrom: 2);
            machines.Reset();
            for (var frame = 0; frame < 1 + seed % 3; frame++)
                machines.AssertSameFrame(new ConsoleSettings(), RandomInput.Next(random), $"program {seed}, frame {frame}");
            var good = machines.State;
            Assert.That(good.StaysWithin(size), "a state that the machine was in");
            for (var i = 0; i < states; i++)
            {
                var damaged = Damaged(good, random);
                if (!damaged.StaysWithin(size))
                {
                    refused++;
                    continue;
                }
                machines.Set(damaged);
                for (var frame = 0; frame < 2; frame++)
                    machines.AssertSameFrame(new ConsoleSettings(), RandomInput.Next(random), $"program {seed}, state {i}, frame {frame}");
                stepped++;
            }
        }
        Assert.That(refused, Is.GreaterThan(40));
        Assert.That(stepped, Is.GreaterThan(30));
    }

    private static ConsoleState Damaged(ConsoleState state, Random random)
    {
        var numbers = MemoryMarshal.Cast<ConsoleState, int>(new Span<ConsoleState>(ref state));
        for (var k = random.Next(1, 4); k > 0; k--)
        {
            var place = random.Next(2) == 0 ? random.Next(numbers.Length) : AddressNumbers[random.Next(AddressNumbers.Length)];
            ref var number = ref numbers[place];
            number = random.Next(3) switch
            {
                0 => Values[random.Next(Values.Length)],
                1 => number + random.Next(-300, 300),
                _ => random.Next(int.MinValue, int.MaxValue),
            };
        }
        // Most often in the middle of a frame: the next one would begin with a new beam.
        state.Jammed = 0;
        state.Partial = random.Next(4) == 0 ? 0 : 1;
        return state;
    }
}
