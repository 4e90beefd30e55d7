using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>A recording shown game by game. Its three games of Breakout: one left in the middle, one played to its end, one left again.</summary>
public sealed class RecordedGameTests
{
    private static readonly Cartridge Breakout = BundledCartridges.Find("breakout")!;

    private AtariRecording recording = null!;
    private List<(ulong Picture, ulong Sound)> frames = null!;
    private List<double> scores = null!;

    [SetUp]
    public void Record()
    {
        (frames, scores) = ([], [0]);
        var recorder = new AtariRecorder(new(Breakout, Games.Find("breakout"), new() { RandomSeed = 2, RepeatActionProbability = 0 }));
        var screen = new Screen(recorder);
        Play(200);
        Next();
        Play(int.MaxValue);
        Next();
        Play(50);
        recording = recorder.ToRecording();

        void Next()
        {
            recorder.ResetGame();
            scores.Add(0);
        }

        void Play(int most)
        {
            for (var i = 0; i < most && !recorder.GameOver; i++)
            {
                scores[^1] += recorder.Act(i % 20 == 0 ? 1 : 3 + i / 15 % 2);
                screen.TakeFrame(recorder);
                frames.Add(PictureAndSound(screen));
            }
        }
    }

    [Test]
    public void ItsFramesGamesAndScoresAreThoseThatWerePlayed()
    {
        Assert.That(recording.Games, Is.EqualTo(3));
        var game = new RecordedGame(recording.Play(Breakout));
        List<(ulong, ulong)> shown = [PictureAndSound(game.Screen)];
        game.FramePlayed = screen => shown.Add(PictureAndSound(screen));
        var ended = new List<double>();
        var (games, score) = (0, game.Score);
        while (game.Games < 3)
        {
            game.Step();
            if (game.Games > games)
                ended.Add(game.GameEnded ? game.Score : score);
            (games, score) = (game.Games, game.Score);
        }
        Assert.That(shown, Is.EqualTo(frames));
        Assert.That(frames.Select(frame => frame.Sound).Distinct().Count(), Is.GreaterThan(10), "there is something to hear");
        Assert.That(ended, Is.EqualTo(scores));
        Assert.That(game.Played.TotalSeconds, Is.EqualTo((frames.Count - 1) / 60.0).Within(1e-9));
        game.CheckEnd();
    }

    private static (ulong, ulong) PictureAndSound(Screen screen) => (GameTrace.Fnv1a64(screen.Pixels), GameTrace.Fnv1a64(screen.Sound));

    [Test]
    public void TheNextGameIsOneFurtherOn()
    {
        var game = new RecordedGame(recording.Play(Breakout));
        for (var games = 1; games <= 3; games++)
        {
            game.GiveUp();
            Assert.That(game.Games, Is.EqualTo(games));
        }
        game.GiveUp();
        Assert.That(game.Games, Is.EqualTo(3), "all is shown");
    }

    [Test]
    public void NothingToSeeIsSaid()
    {
        var empty = new AtariRecorder(new(Breakout, Games.Find("breakout"))).ToRecording();
        Assert.That(() => new RecordedGame(empty.Play(Breakout)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("nothing to see"));
    }
}
