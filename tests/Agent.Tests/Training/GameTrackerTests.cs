using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class GameTrackerTests
{
    [Test]
    public void TellsTrueScoresFromTheLearnersRewards()
    {
        var tracker = new GameTracker(2, window: 100);
        tracker.Track(0, new(1, false, false, false, 7, 4), mayBeBest: true);
        tracker.Track(1, new(1, true, false, true, 4, 8), mayBeBest: true);
        tracker.Track(0, new(1, true, false, true, 12, 8), mayBeBest: true);
        Assert.That(tracker.Games, Is.EqualTo(2));
        Assert.That(tracker.MeanScore, Is.EqualTo((4 + 12) / 2.0));
        Assert.That(tracker.MeanReward, Is.EqualTo((1 + 2) / 2.0));
    }

    [Test]
    public void ALostLifeEndsNoGame()
    {
        var tracker = new GameTracker(1, window: 100);
        tracker.Track(0, new(1, Terminal: true, false, GameEnded: false, 5, 4), mayBeBest: true);
        Assert.That(tracker.Games, Is.Zero);
        tracker.Track(0, new(1, Terminal: true, false, GameEnded: true, 9, 8), mayBeBest: true);
        Assert.That(tracker.MeanReward, Is.EqualTo(2));
    }

    [Test]
    public void MeanIsOverTheLastHundredAndTheBestIsKept()
    {
        var tracker = new GameTracker(1, window: 100);
        for (var game = 0; game < 150; game++)
            Finish(tracker, score: game);
        Assert.That(tracker.MeanScore, Is.EqualTo(Enumerable.Range(50, 100).Average()));
        Assert.That(tracker.BestMeanScore, Is.EqualTo(tracker.MeanScore));
        Assert.That(Finish(tracker, score: -1000), Is.False);
        Assert.That(tracker.BestMeanScore, Is.EqualTo(Enumerable.Range(50, 100).Average()));
    }

    [Test]
    public void AShorterWindowForgetsSooner()
    {
        var tracker = new GameTracker(1, window: 3);
        foreach (var score in (double[])[10, 1, 2, 6])
            Finish(tracker, score);
        Assert.That(tracker.WindowIsFull);
        Assert.That(tracker.MeanScore, Is.EqualTo(3));
        Assert.That(tracker.BestMeanScore, Is.EqualTo((10 + 1 + 2) / 3.0));
    }

    [Test]
    public void AMeanThatMayNotCountIsNoBest()
    {
        var tracker = new GameTracker(1, window: 100);
        for (var game = 0; game < 30; game++)
            Assert.That(tracker.Track(0, new(0, true, false, true, 5, 4), mayBeBest: false), Is.False);
        Assert.That(tracker.BestMeanScore, Is.NaN);
        Assert.That(Finish(tracker, score: 5), Is.True);
        Assert.That(tracker.Track(0, new(0, true, false, true, 50, 4), mayBeBest: false), Is.False);
        Assert.That(tracker.BestMeanScore, Is.EqualTo(5));
    }

    private static bool Finish(GameTracker tracker, double score) => tracker.Track(0, new(0, true, false, true, score, 4), mayBeBest: true);
}
