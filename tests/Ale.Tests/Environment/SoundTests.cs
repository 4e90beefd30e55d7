using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>Sound as an environment gives it; that it is ALE's: <see cref="OneFeatureTests"/> and <see cref="Cartridges.AleCheckpointTests"/>.</summary>
public class SoundTests
{
    private static readonly AtariEnvironmentOptions Options = new() { RandomSeed = 1, Sound = true };

    [Test]
    public void SoundThatIsOffIsAnErrorThatSaysHowToHaveIt()
    {
        AtariEnvironment environment = Pong(Options with { Sound = false });
        environment.Act(0);
        Assert.That(
            () => environment.GetAudio().Length,
            Throws.InvalidOperationException.With.Message.EqualTo("pong is played without sound: set AtariEnvironmentOptions.Sound to hear it."));
        Assert.That(new AtariEnvironmentOptions().Sound, Is.False);
    }

    [Test]
    public void BeforeTheFirstStepThereIsNone()
    {
        AtariEnvironment environment = Pong(Options);
        Assert.That(environment.GetAudio().ToArray(), Is.EqualTo(new byte[AtariEnvironment.AudioSamples]));
        environment.Act(0);
        byte[] first = environment.GetAudio().ToArray();
        Assert.That(first, Has.Length.EqualTo(512).And.All.GreaterThanOrEqualTo(128));
        environment.ResetGame();
        Assert.That(environment.GetAudio().ToArray(), Is.EqualTo(first), "a reset makes none");
    }

    [Test]
    public void WhoListensSeesTheSame()
    {
        AtariEnvironment heard = Pong(Options), silent = Pong(Options with { Sound = false });
        bool sounded = false;
        for (int frame = 0; frame < 600; frame++)
        {
            int action = frame / 6 % 2 + 3;
            Assert.That(heard.Act(action), Is.EqualTo(silent.Act(action)));
            Assert.That(heard.Screen.SequenceEqual(silent.Screen), $"frame {frame}");
            sounded |= heard.GetAudio().ContainsAnyExcept((byte)128);
        }
        Assert.That(heard.Ram.SequenceEqual(silent.Ram));
        Assert.That(sounded, "a ball that is hit beeps");
    }

    [TestCase(1)]
    [TestCase(4)]
    public void AStepSoundsAsItsLastFrameLeavesTheRegisters(int frameSkip)
    {
        AtariEnvironment heard = Sounding(Options with { FrameSkip = frameSkip }), single = Sounding(Options with { Sound = false });
        var expected = new byte[AtariEnvironment.AudioSamples];
        for (int step = 0; step < 100; step++)
        {
            heard.Act(0);
            for (int frame = 0; frame < frameSkip; frame++) single.Act(0);
            single.GenerateSound(expected);
            Assert.That(heard.GetAudio().SequenceEqual(expected), $"step {step}");
        }
    }

    [Test]
    public void AStepAfterTheEndOfAnEpisodeSoundsOn()
    {
        AtariEnvironment environment = Sounding(Options with { MaxFramesPerEpisode = 30 }), other = Sounding(Options with { Sound = false });
        var expected = new byte[AtariEnvironment.AudioSamples];
        for (int step = 0; step < 40; step++)
        {
            environment.Act(0);
            if (step < 30) other.Act(0);
            other.GenerateSound(expected);
            Assert.That(environment.GetAudio().SequenceEqual(expected), $"step {step}");
        }
    }

    [Test]
    public void AfterAStateIsLoadedItSoundsAsItWouldHave()
    {
        AtariEnvironment environment = Sounding(Options);
        for (int step = 0; step < 50; step++) environment.Act(0);
        var state = new byte[environment.StateSize(includeRandom: true)];
        environment.SaveState(state, includeRandom: true);
        byte[] goesOn = Sound(environment, steps: 20);
        environment.LoadState(state, includeRandom: true);
        Assert.That(Sound(environment, steps: 20), Is.EqualTo(goesOn));

        AtariEnvironment other = Sounding(Options);
        other.LoadState(state, includeRandom: true);
        Assert.That(Sound(other, steps: 20), Is.EqualTo(goesOn));
    }

    [Test]
    public void StepsThatSoundAllocateNothing()
    {
        AtariEnvironment environment = Sounding(Options);
        for (int step = 0; step < 50; step++) environment.Act(0);
        long allocated = Allocation.Least(() =>
        {
            for (int step = 0; step < 20; step++)
            {
                environment.Act(0);
                _ = environment.GetAudio()[0];
            }
        });
        Assert.That(allocated, Is.Zero);
    }

    private static AtariEnvironment Pong(AtariEnvironmentOptions options) => new(BundledCartridges.Find("pong")!, Games.Find("pong"), options);

    private static AtariEnvironment Sounding(AtariEnvironmentOptions options) => new(
        Cartridge.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "Console", "OneFeature", "sound.bin")), GameDefinition.Generic, options);

    private static byte[] Sound(AtariEnvironment environment, int steps)
    {
        var sound = new List<byte>();
        for (int step = 0; step < steps; step++)
        {
            environment.Act(step % 18);
            sound.AddRange(environment.GetAudio());
        }
        return [.. sound];
    }
}
