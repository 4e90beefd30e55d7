using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class GameRecordingTests
{
    [TestCase(LifeLoss.Ignored)]
    [TestCase(LifeLoss.EpisodicLife)]
    [TestCase(LifeLoss.TerminalAndContinue)]
    public void AGamePlayedAgainShowsTheSameFrames(LifeLoss lifeLoss)
    {
        var options = PreprocessingOptions.Sb3 with { LifeLoss = lifeLoss, RepeatActionProbability = 0.25f };
        var (console, frame, random) = (Console(options, seed: 1), new byte[PreprocessedEnvironment.FrameSize], new Random(1));
        console.Reset(frame);
        var recording = new GameRecording(console);
        for (var i = 0; i < 10; i++)
            console.Step(i % 4, frame);
        var played = new List<ulong>();
        console.FramePlayed = Noting(console, played);
        recording.Begin(console);
        StepResult result;
        do
        {
            var action = random.Next(console.ActionCount);
            recording.Add(action);
            result = console.Step(action, frame);
            if (result.NeedsReset && !result.GameEnd)
                console.Reset(frame);
        }
        while (!result.GameEnd);
        recording.Finish(console.Statistics.Score, step: 1);

        var other = Console(options, seed: 2);
        var again = new List<ulong>();
        recording.Replay(other, Noting(other, again));
        Assert.That(played, Has.Count.GreaterThan(300));
        Assert.That(again, Is.EqualTo(played));
    }

    [Test]
    public void AConsoleOfOtherPreprocessingIsNoticed()
    {
        var options = PreprocessingOptions.Sb3;
        var (console, frame) = (Console(options, seed: 1), new byte[PreprocessedEnvironment.FrameSize]);
        console.Reset(frame);
        var recording = new GameRecording(console);
        recording.Begin(console);
        for (var i = 0; i < 30; i++)
        {
            recording.Add(i % 4);
            console.Step(i % 4, frame);
        }
        recording.Finish(console.Statistics.Score + 1, step: 1);
        Assert.That(() => recording.Replay(Console(options, seed: 2), () => { }), Throws.InstanceOf<InvalidDataException>());
    }

    /// <summary>Adds a sum of what a console shows.</summary>
    private static Action Noting(PreprocessedEnvironment console, List<ulong> frames) => () => frames.Add(GameTrace.Fnv1a64(console.Game.Screen));

    private static PreprocessedEnvironment Console(PreprocessingOptions options, ulong seed) =>
        PreprocessedEnvironment.Create(BundledCartridges.Find("breakout")!, Games.Find("breakout"), options, seed);
}
