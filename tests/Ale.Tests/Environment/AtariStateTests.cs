using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

internal class AtariStateTests
{
    private static AtariEnvironment Pong(float sticky = 0.25f) =>
        new(BundledCartridges.Find("pong")!, Games.Find("pong"), new() { RandomSeed = 3, RepeatActionProbability = sticky });

    private static AtariEnvironment Breakout() => new(BundledCartridges.Find("breakout")!, Games.Find("breakout"), new() { RandomSeed = 3 });

    [Test]
    public void ARestoredGameGoesOnAlikeThroughBytes()
    {
        AtariEnvironment environment = Pong();
        Play(environment, 100);
        AtariState state = AtariState.FromBytes(environment.CloneState(includeRandom: true).ToBytes());
        string expected = Play(environment, 300);
        AtariEnvironment other = Pong();
        other.RestoreState(state);
        Assert.That(Play(other, 300), Is.EqualTo(expected));
        environment.RestoreState(state);
        Assert.That(Play(environment, 300), Is.EqualTo(expected));
    }

    [Test]
    public void WithoutTheRandomGeneratorStickyActionsAreOthers()
    {
        AtariEnvironment environment = Pong();
        Play(environment, 100);
        AtariState state = environment.CloneState();
        Assert.That(state.IncludesRandom, Is.False);
        string first = Play(environment, 300);
        environment.RestoreState(state);
        Assert.That(Play(environment, 300), Is.Not.EqualTo(first));
    }

    [Test]
    public void ItSaysWhatItIsOf()
    {
        var environment = new AtariEnvironment(BundledCartridges.Find("pong")!, Games.Find("pong"), new() { RandomSeed = 3, Difficulty = 1, Mode = 1 });
        environment.Act(0);
        environment.ResetGame();
        Play(environment, 7);
        AtariState state = AtariState.FromBytes(environment.CloneState(includeRandom: true).ToBytes());
        Assert.That(state.Description, Is.EqualTo(new AtariStateDescription(environment.Cartridge.Md5, "pong", 1, 1, environment.FrameNumber, environment.EpisodeFrameNumber)));
        Assert.That(state.Description.FrameNumber, Is.GreaterThan(state.Description.EpisodeFrameNumber).And.GreaterThan(7));
        Assert.That((state.IncludesRandom, state.Preprocessing), Is.EqualTo((true, (string?)null)));
        Assert.That(state.ToString(), Does.StartWith("pong (MD5 " + environment.Cartridge.Md5).And.Contain("difficulty 1"));
    }

    [Test]
    public void AStateOfAnotherGameOrCartridgeIsRefusedAndNamed()
    {
        AtariEnvironment pong = Pong(), breakout = Breakout();
        AtariEnvironment unknown = new(pong.Cartridge, GameDefinition.Generic), other = new(breakout.Cartridge, GameDefinition.Generic);
        Assert.That(() => breakout.RestoreState(pong.CloneState()), Throws.TypeOf<InvalidDataException>().With.Message.Contains("is of pong").And.Message.Contains("here breakout"));
        Assert.That(() => unknown.RestoreState(other.CloneState()), Throws.TypeOf<InvalidDataException>().With.Message.Contains(other.Cartridge.Md5));
    }

    [Test]
    public void DamagedShortAndForeignBytesAreRefused()
    {
        byte[] good = Pong().CloneState().ToBytes();
        Assert.That(() => AtariState.FromBytes(new byte[100]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no saved state"));
        Assert.That(() => AtariState.FromBytes(good.AsSpan(0, 20)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no saved state"));
        Assert.That(() => AtariState.FromBytes(good.AsSpan(0, good.Length - 1)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("damaged"));
        foreach (int place in (int[])[12, 60, good.Length / 2, good.Length - 1])
        {
            byte[] damaged = [.. good];
            damaged[place] ^= 1;
            Assert.That(() => AtariState.FromBytes(damaged), Throws.TypeOf<InvalidDataException>().With.Message.Contains("damaged"), $"byte {place}");
        }
        byte[] later = [.. good];
        later[8]++;
        Assert.That(() => AtariState.FromBytes(later), Throws.TypeOf<InvalidDataException>().With.Message.Contains("version 2; expected version 1"));
    }

    [Test]
    public void APreprocessedGamesStateIsOfItsOptions()
    {
        PreprocessedEnvironment Make(PreprocessingOptions options, ulong seed) =>
            PreprocessedEnvironment.Create(BundledCartridges.Find("pong")!, Games.Find("pong"), options, seed);
        PreprocessedEnvironment first = Make(PreprocessingOptions.Ale, 1), second = Make(PreprocessingOptions.Ale, 2), other = Make(PreprocessingOptions.Sb3, 1);
        byte[] observation = new byte[first.ObservationSize], restored = new byte[first.ObservationSize];
        first.Reset(observation);
        for (int i = 0; i < 40; i++)
            first.Step(i % 6, observation);
        AtariState state = AtariState.FromBytes(first.CloneState().ToBytes());
        second.RestoreState(state);
        second.GetObservation(restored);
        Assert.That(restored, Is.EqualTo(observation));
        Assert.That(second.Step(3, restored), Is.EqualTo(first.Step(3, observation)));
        Assert.That(restored, Is.EqualTo(observation));
        Assert.That(() => other.RestoreState(state), Throws.TypeOf<InvalidDataException>().With.Message.Contains("\"name\":\"ale\"").And.Message.Contains("\"name\":\"sb3\""));
        Assert.That(() => Pong().RestoreState(state), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no preprocessing"));
    }

    private static string Play(AtariEnvironment environment, int steps)
    {
        ulong hash = 0;
        for (int i = 0; i < steps; i++)
        {
            environment.Act(i / 7 % 6);
            hash = hash * 31 + GameTrace.Fnv1a64(environment.Screen) + GameTrace.Fnv1a64(environment.Ram);
        }
        return $"{hash:x16}";
    }
}
