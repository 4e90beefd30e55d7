using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class ScreenTests
{
    [TestCase(TvFormat.Ntsc, 60, "523 523 524")]
    [TestCase(TvFormat.Pal, 50, "628 628 628")]
    public void ASecondOfFramesHasASecondOfSound(TvFormat format, int framesPerSecond, string first)
    {
        var game = new BeepingGame(format, from: 0, to: 1000);
        var screen = new Screen(game);
        var lengths = new List<int>();
        for (var frame = 0; frame < 10 * framesPerSecond; frame++)
        {
            game.Act(0);
            screen.TakeFrame(game);
            lengths.Add(screen.Sound.Length);
        }
        Assert.That(lengths.Sum(), Is.EqualTo(10 * AtariConsole.SoundSampleRate));
        Assert.That(string.Join(' ', lengths.Take(3)), Is.EqualTo(first));
    }

    [Test]
    public void TheGamesOwnSoundIsTaken()
    {
        var game = new AtariEnvironment(BundledCartridges.Find("breakout")!, Games.Find("breakout"), new() { RandomSeed = 1 });
        var screen = new Screen(game);
        var loud = 0;
        for (var frame = 0; frame < 600; frame++)
        {
            game.Act(frame % 4);
            screen.TakeFrame(game);
            loud += screen.Sound.ContainsAnyExcept((byte)128) ? 1 : 0;
        }
        Assert.That(screen.HasSound);
        Assert.That(loud, Is.InRange(10, 300), "frames that beep");
    }

    [Test]
    public void APictureAloneIsSilent() => Assert.That(Screens.Plain(TvFormat.Ntsc, 210, 0).HasSound, Is.False);
}
