using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Short trainings of the bundled Pong in this process, with somebody who looks on after every step.</summary>
public sealed class TrainingSessionTests : FolderFixture
{
    private static readonly TrainingOptions Small = ShortTraining.Small;

    [Test]
    public void TheFirstCheckpointIsWrittenWhenTheReplayMemoryIsFilled()
    {
        var seen = new List<(bool Filling, bool Exists)>();
        Train(Small, (session, folder, status) => seen.Add((status.Filling, File.Exists(folder.LastCheckpoint))));
        Assert.That(seen.Where(at => at.Filling).Select(at => at.Exists), Is.All.False);
        Assert.That(seen.Where(at => !at.Filling).Select(at => at.Exists), Has.Some.True.And.Exactly(1).False, "the report of the last filling step comes just before it");
    }

    [Test]
    public void ADivergedTrainingKeepsTheCheckpointFromBefore()
    {
        double? loss = null;
        var told = Assert.Throws<DivergenceException>(() => Train(Small with { Updates = 2 }, (session, _, status) =>
        {
            loss = status.Loss;
            if (status.Updates == 4)
                session.Trainer.Learner.SetParameters(new float[session.Trainer.Learner.Online.Length].Select(_ => float.NaN).ToArray());
        }));
        Assert.That(told!.Message, Does.Match("^The training has diverged at step .*NaN.* The checkpoint of step 0 is kept; to go on from it: .* resume .*run$"));
        Assert.That(loss, Is.NaN, "and it is shown as what it is");
        Assert.That(ProgressLines.Number(loss, "0.0"), Is.EqualTo("NaN"));
        Assert.That(Checkpoint.ReadHeader(Path.Combine(Root, "run", "last.checkpoint")).Game, Is.EqualTo("pong"));
    }

    [Test]
    public void WhatCannotBeWrittenIsToldUntilItCanAndAtTheEnd([Values] bool mended)
    {
        var obstacle = Path.Combine(Root, "run", "last.checkpoint", "in the way");
        var warnings = new List<string?>();
        void Look(TrainingSession session, RunFolder folder, TrainingStatus status)
        {
            warnings.Add(status.Warning);
            if (status.Filling && status.FillSteps < 40)
                Directory.CreateDirectory(obstacle);
            else if (mended && status.Step > 120 && Directory.Exists(obstacle))
                Directory.Delete(folder.LastCheckpoint, recursive: true);
        }
        if (mended)
            Train(Small, Look);
        else
            Assert.That(() => Train(Small, Look), Throws.InstanceOf<IOException>().With.Message.Matches("^The checkpoint could not be written: .* There is no checkpoint.$"));
        Assert.That(warnings[0], Is.Null);
        Assert.That(warnings[^1], Does.StartWith("The checkpoint could not be written: ").And.EndWith("Training goes on; make room in the run folder."), "progress.csv was written meanwhile");
        Assert.That(File.ReadAllLines(Path.Combine(Root, "run", "progress.csv"))[^1], Does.Contain(",240,"));
    }

    private void Train(TrainingOptions options, Action<TrainingSession, RunFolder, TrainingStatus> look) => ShortTraining.Run(options, Path.Combine(Root, "run"), look);
}
