using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>The environment on whole games that need no ROM: the two bundled cartridges under the rules of the originals.</summary>
public class BundledGameTests
{
    private static readonly string[] Names = ["pong", "breakout"];

    [Test]
    public void ASavedGameGoesOnAsTheUninterruptedOne([ValueSource(nameof(Names))] string name)
    {
        var options = new AtariEnvironmentOptions { RandomSeed = 3, FrameSkip = 4 };
        AtariEnvironment uninterrupted = Load(name, options), restored = Load(name, options);
        for (int step = 0; step < 100; step++) uninterrupted.Act(step % 18);
        var saved = new byte[uninterrupted.StateSize(includeRandom: true)];
        uninterrupted.SaveState(saved, includeRandom: true);

        restored.LoadState(saved, includeRandom: true);
        Assert.That(restored.Screen.SequenceEqual(uninterrupted.Screen), "the picture is part of the state");
        for (int step = 0; step < 200; step++)
        {
            int action = step * 5 % 18;
            Assert.That(restored.Act(action), Is.EqualTo(uninterrupted.Act(action)));
            Assert.That(restored.Ram.SequenceEqual(uninterrupted.Ram));
            Assert.That(restored.Screen.SequenceEqual(uninterrupted.Screen));
        }
        Assert.That(restored.FrameNumber, Is.EqualTo(uninterrupted.FrameNumber));
    }

    [Test]
    public void AnEpisodePlayedAtRandomEnds([ValueSource(nameof(Names))] string name)
    {
        AtariEnvironment environment = Load(name, new AtariEnvironmentOptions { RandomSeed = 1, FrameSkip = 4 });
        var random = new Random(1);
        IReadOnlyList<AtariAction> actions = environment.Game.MinimalActions;
        int score = 0, livesAtStart = environment.Lives;
        while (!environment.GameOver)
        {
            score += environment.Act(actions[random.Next(actions.Count)]);
            Assert.That(environment.Lives, Is.InRange(0, livesAtStart));
            Assert.That(environment.EpisodeFrameNumber, Is.LessThan(30_000), "an endless episode");
        }
        if (name == "pong") Assert.That(score, Is.InRange(-21, -10), "a random player loses clearly");
        else Assert.That(score, Is.InRange(0, 20));
        Assert.That(environment.Lives, Is.Zero);

        environment.ResetGame();
        Assert.That((environment.GameOver, environment.Lives), Is.EqualTo((false, livesAtStart)));
    }

    [Test]
    public void EveryModeOfTheDefinitionIsReached([ValueSource(nameof(Names))] string name)
    {
        foreach (int mode in DqnGpu.Ale.Games.Find(name).Modes.Skip(1))
        {
            AtariEnvironment environment = Load(name, new AtariEnvironmentOptions { Mode = mode });
            Assert.That(environment.Mode, Is.EqualTo(mode));
            Assert.That(environment.Memory[name == "pong" ? 0x96 : 0xB2], Is.EqualTo(mode));
            Assert.That(environment.GameOver, Is.False);
        }
    }

    private static AtariEnvironment Load(string name, AtariEnvironmentOptions options) =>
        new(BundledCartridges.Find(name)!, DqnGpu.Ale.Games.Find(name), options);
}
