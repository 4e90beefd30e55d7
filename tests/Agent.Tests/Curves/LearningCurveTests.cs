using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class LearningCurveTests : FolderFixture
{
    // Where a file that somebody writes is open to nobody who does not say that he shares it: on Windows.
    [Test]
    public void IsDrawnWhileTheRunAddsToItsNumbers()
    {
        var (progress, picture) = (Path.Combine(Root, "progress.csv"), Path.Combine(Root, "curve.png"));
        using var file = new ProgressFile(progress, totalSteps: 0);
        AddThreeGames(file);
        LearningCurve.Draw(progress, Path.Combine(Root, "evaluations.csv"), picture, "title");
        Assert.That(File.ReadAllBytes(picture).AsSpan(1, 3).SequenceEqual("PNG"u8));
    }

    [Test]
    public void AnObserverDrawsItBesideTheCheckpointAndSaysWhatKeepsItFrom()
    {
        using var folder = RunFolder.Create(Path.Combine(Root, "run"), "pong");
        using var file = new ProgressFile(folder.Progress, totalSteps: 0);
        AddThreeGames(file);
        ITrainingObserver observer = new CurvePicture(new(new RomLibrary(new RomSearchPaths()).Find("pong"), new TrainingOptions()));
        var failed = new FailedWriters();
        observer.Saved(folder, failed);
        Assert.That(failed.Reasons, Is.Null);
        Assert.That(folder.Curve, Does.Exist);

        File.Delete(folder.Curve);
        Directory.CreateDirectory(folder.Curve);
        observer.Saved(folder, failed);
        Assert.That(failed.Reasons, Does.StartWith("curve.png could not be written"));
    }

    private static void AddThreeGames(ProgressFile file)
    {
        for (var step = 0; step < 3; step++)
            file.Add(new TrainingStatus
            {
                Filling = false,
                FillSteps = 0,
                Prefill = 0,
                Step = step,
                Steps = 3,
                TotalSteps = step,
                Updates = 0,
                Games = step,
                ScoreWindow = 100,
                MeanScore = step,
                MeanReward = 0,
                BestMeanScore = 0,
                Epsilon = 0,
                Loss = null,
                MeanQ = null,
                StepsPerSecond = 0,
                FramesPerSecond = 0,
                UpdatesPerSecond = 0,
                Elapsed = TimeSpan.Zero,
            });
    }
}
