using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>The channels by what is known of the chip; every sample against ALE's: <see cref="OneFeatureTests"/>, on the cartridge "sound".</summary>
public class TiaSoundTests
{
    private static Cartridge Sounding => Cartridge.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "Console", "OneFeature", "sound.bin"));

    /// <summary>The lengths of shift registers of four, five and nine bits, of dividers by 2, 6 and 31, and of one behind another.</summary>
    [TestCase(0, 1)]
    [TestCase(1, 15)]
    [TestCase(2, 15 * 31)]
    [TestCase(3, 15 * 31)]
    [TestCase(4, 2)]
    [TestCase(5, 2)]
    [TestCase(6, 31)]
    [TestCase(7, 31)]
    [TestCase(8, 511)]
    [TestCase(9, 31)]
    [TestCase(10, 31)]
    [TestCase(11, 1)]
    [TestCase(12, 6)]
    [TestCase(13, 6)]
    [TestCase(14, 93)]
    [TestCase(15, 93)]
    public void AWaveformRepeatsAfterItsLength(int audc, int length)
    {
        var samples = Sound(new ConsoleState { Audc0 = audc, Audv0 = 15 }, 4 * 511).AsSpan(511);
        Assert.That(Period(samples), Is.EqualTo(length));
    }

    [TestCase(4)]
    [TestCase(8)]
    public void AudfMakesEverySampleLonger(int audc)
    {
        var plain = Sound(new ConsoleState { Audc1 = audc, Audv1 = 8 }, 300);
        var slow = Sound(new ConsoleState { Audc1 = audc, Audv1 = 8, Audf1 = 6 }, 300 * 7);
        // The divider has to come around once before the first.
        Assert.That(slow.Skip(6).Where((_, i) => i % 7 == 0), Is.EqualTo(plain.Take(300)));
        Assert.That(slow.Skip(6).Where((_, i) => i % 7 == 6), Is.EqualTo(plain.Take(299)));
    }

    [Test]
    public void SamplesAreTheVolumesOfTheHighChannelsAboveSilence()
    {
        var both = Sound(new ConsoleState { Audc0 = 4, Audv0 = 15, Audc1 = 8, Audv1 = 7 }, 2000);
        Assert.That(both.Distinct().Order(), Is.EqualTo(new byte[] { 128, 128 + 28, 128 + 60, 128 + 60 + 28 }));
        Assert.That(Sound(new ConsoleState { Audc0 = 11, Audv0 = 15, Audv1 = 15 }, 10)[^1], Is.EqualTo(248), "both always high");
    }

    [Test]
    public void ADividerAheadOfASmallerAudfComesAroundAtOnce()
    {
        var sound = TiaSound.AtPowerOn;
        var samples = new byte[20];
        TiaSound.Generate(ref sound, new ConsoleState { Audc0 = 4, Audv0 = 1, Audf0 = 31 }, samples);
        TiaSound.Generate(ref sound, new ConsoleState { Audc0 = 4, Audv0 = 1, Audf0 = 3 }, samples);
        // Bit 3 of the shift register follows three shifts after the first.
        Assert.That(Array.IndexOf(samples, (byte)132), Is.EqualTo(0 + 2 * 4), "the first shift is on sample 0, the second four later, the third another four");
    }

    [Test]
    public void AResetLeavesTheSoundAlone()
    {
        var (reset, other) = (new AtariConsole(Sounding, new()), new AtariConsole(Sounding, new()));
        Assert.That(Play(reset, frames: 60), Is.EqualTo(Play(other, frames: 60)));
        reset.SystemReset();
        Assert.That(Next(reset), Is.EqualTo(Next(other)));
    }

    /// <summary>What is played once more to be painted is not heard once more.</summary>
    [Test]
    public void FramesThatArePaintedLaterSoundOnce()
    {
        var (always, later) = (new AtariConsole(Sounding, new()), new AtariConsole(Sounding, new()));
        later.PaintsLater = true;
        for (var frame = 0; frame < 100; frame++)
        {
            always.Update(ConsoleInput.Idle);
            later.Update(ConsoleInput.Idle);
            if (frame % 7 == 0)
                Assert.That(later.Screen.SequenceEqual(always.Screen), $"screen after frame {frame}");
            Assert.That(Next(later), Is.EqualTo(Next(always)), $"sound after frame {frame}");
        }
    }

    [Test]
    public void AStateHoldsTheSound()
    {
        var console = new AtariConsole(Sounding, new());
        Play(console, frames: 50);
        var state = new byte[console.StateSize];
        console.SaveState(state);
        var goesOn = Play(console, frames: 20);
        var other = new AtariConsole(Sounding, new());
        other.LoadState(state);
        Assert.That(Play(other, frames: 20), Is.EqualTo(goesOn));
        console.LoadState(state);
        Assert.That(Play(console, frames: 20), Is.EqualTo(goesOn));
    }

    [TestCase(0, 16)]
    [TestCase(1, 32)]
    [TestCase(2, -1)]
    public void AStateOfImpossibleChannelsIsRefused(int number, int value)
    {
        var console = new AtariConsole(Sounding, new());
        var state = new byte[console.StateSize];
        console.SaveState(state);
        // The numbers of channel 0 are the last but three: the four bits, the five, the divider.
        BitConverter.TryWriteBytes(state.AsSpan(state.Length + sizeof(int) * (number - 6)), value);
        Assert.That(() => console.LoadState(state), Throws.TypeOf<InvalidDataException>().With.Message.Contains("damaged"));
    }

    [Test]
    public void ARegisterTooLargeIsRefused()
    {
        var good = new ConsoleState { YStart = 34, Rows = 210, DisplayStart = 34 * 228, DisplayStop = 244 * 228, Audc0 = 15, Audf0 = 31, Audv0 = 15 };
        Assert.That(good.StaysWithin(4096));
        foreach (var bad in (ConsoleState[])[good with { Audc1 = 16 }, good with { Audv1 = 16 }, good with { Audf1 = 32 }, good with { Audv0 = -1 }])
            Assert.That(bad.StaysWithin(4096), Is.False);
    }

    private static byte[] Play(AtariConsole console, int frames)
    {
        var sound = new List<byte>();
        for (var frame = 0; frame < frames; frame++)
        {
            console.Update(ConsoleInput.Idle);
            sound.AddRange(Next(console));
        }
        return [.. sound];
    }

    private static byte[] Next(AtariConsole console)
    {
        var samples = new byte[523];
        console.GenerateSound(samples);
        return samples;
    }

    private static byte[] Sound(ConsoleState registers, int samples)
    {
        var sound = TiaSound.AtPowerOn;
        var result = new byte[samples];
        TiaSound.Generate(ref sound, registers, result);
        return result;
    }

    private static int Period(ReadOnlySpan<byte> samples)
    {
        for (var length = 1; length <= samples.Length / 2; length++)
            if (samples[length..].SequenceEqual(samples[..^length]))
                return length;
        return -1;
    }
}
