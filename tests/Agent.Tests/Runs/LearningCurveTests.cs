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
        LearningCurve.Draw(progress, Path.Combine(Root, "evaluations.csv"), picture, "title");
        Assert.That(File.ReadAllBytes(picture).AsSpan(1, 3).SequenceEqual("PNG"u8));
    }
}
