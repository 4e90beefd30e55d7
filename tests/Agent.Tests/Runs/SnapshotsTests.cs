using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class SnapshotsTests : FolderFixture
{
    private static readonly TrainingOptions Kept = ShortTraining.Small with { SnapshotEvery = 80, SaveReplay = true };

    private string Run => Path.Combine(Root, "run");

    [Test]
    public void TheFirstIsUntrainedAndAnotherComesAfterEverySoManySteps()
    {
        ShortTraining.Run(Kept, Run);
        var snapshots = RunFolder.Open(Run).Snapshots.List();
        Assert.That(snapshots.Select(snapshot => snapshot.Step), Is.EqualTo(new[] { 0, 80, 160, 240 }));
        Assert.That(snapshots[1].File, Is.EqualTo(Path.Combine(Run, "snapshots", "step-000000080.safetensors")));
        var agents = snapshots.Select(snapshot => TrainedAgent.Load(snapshot.File)).ToArray();
        Assert.That(agents.Select(agent => agent.Card!.Updates), Is.EqualTo(new[] { 0, 10, 20, 30 }));
        Assert.That(agents[^1].Parameters, Is.EqualTo(TrainedAgent.Load(Path.Combine(Run, "last.safetensors")).Parameters));
    }

    [Test]
    public void NoneAreMadeWhereNoneAreAskedFor()
    {
        ShortTraining.Run(Kept with { SnapshotEvery = 0 }, Run);
        Assert.That(Directory.Exists(Path.Combine(Run, "snapshots")), Is.False);
    }

    [Test, Category("Slow")]
    public void AResumedRunMakesThoseAgainThatAreLaterThanItsCheckpoint()
    {
        var checkpoint = Path.Combine(Root, "early.checkpoint");
        ShortTraining.Run(Kept with { Steps = 120 }, Run);
        File.Copy(Path.Combine(Run, "last.checkpoint"), checkpoint);
        ShortTraining.Run(Kept, Run);
        var last = File.ReadAllBytes(Path.Combine(Run, "last.safetensors"));
        File.Copy(checkpoint, Path.Combine(Run, "last.checkpoint"), overwrite: true);
        ShortTraining.Run(Kept, Run, (_, folder, status) =>
        {
            if (status.Step is > 120 and < 160)
                Assert.That(folder.Snapshots.List().Select(snapshot => snapshot.Step), Is.EqualTo(new[] { 0, 80 }));
        });
        Assert.That(RunFolder.Open(Run).Snapshots.List().Select(snapshot => snapshot.Step), Is.EqualTo(new[] { 0, 80, 160, 240 }));
        Assert.That(File.ReadAllBytes(Path.Combine(Run, "last.safetensors")), Is.EqualTo(last));
    }

    [Test]
    public void ARunThatTakesOverAFolderHasNoneOfTheRunBefore()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Run, "snapshots")).FullName;
        foreach (var step in new[] { 0, 320 })
            File.WriteAllText(Path.Combine(folder, $"step-{step:D9}.safetensors"), "of another run");
        ShortTraining.Run(Kept, Run);
        Assert.That(RunFolder.Open(Run).Snapshots.List().Select(snapshot => snapshot.Step), Is.EqualTo(new[] { 0, 80, 160, 240 }));
        Assert.That(TrainedAgent.Load(RunFolder.Open(Run).Snapshots.List()[0].File).Card!.Updates, Is.Zero);
    }

    [Test]
    public void ThatOfWeightsWhichAreNoNumbersIsNotWritten()
    {
        Assert.That(
            () => ShortTraining.Run(Kept, Run, (session, _, status) =>
            {
                if (status.Step == 76)
                    session.Trainer.Learner.SetParameters(new float[session.Trainer.Learner.Online.Length].Select(_ => float.NaN).ToArray());
            }),
            Throws.TypeOf<DivergenceException>());
        Assert.That(RunFolder.Open(Run).Snapshots.List().Select(snapshot => snapshot.Step), Is.EqualTo(new[] { 0 }));
    }

    // 10 bytes each.
    [TestCase(1_000, ExpectedResult = "0 100 200 300 400 500 600 700 800 900")]
    [TestCase(60, ExpectedResult = "0 200 400 600 800 900")]
    [TestCase(59, ExpectedResult = "0 400 800 900")]
    [TestCase(30, ExpectedResult = "0 800 900")]
    [TestCase(1, ExpectedResult = "0 900")]
    public string AreThinnedEvenly(long mostBytes)
    {
        var snapshots = Written(Enumerable.Range(0, 10).Select(i => 100L * i));
        snapshots.Thin(every: 100, mostBytes);
        return string.Join(' ', snapshots.List().Select(snapshot => snapshot.Step));
    }

    [Test]
    public void StayUnderTheirSizeAsTheRunGrowsAndSpreadOverAllOfIt()
    {
        var snapshots = Written([]);
        for (var i = 0; i < 1_000; i++)
        {
            // As eight games side by side come to it.
            var step = (100L * i + 7) / 8 * 8;
            File.WriteAllText(snapshots.FileOf(step), "0123456789");
            snapshots.Thin(every: 100, mostBytes: 160);
            var steps = snapshots.List().Select(snapshot => snapshot.Step).ToArray();
            Assert.That(steps, Has.Length.LessThanOrEqualTo(16));
            Assert.That((steps[0], steps[^1]), Is.EqualTo((0, step)));
            var gaps = steps.Zip(steps.Skip(1), (a, b) => b - a).SkipLast(1).ToArray();
            Assert.That(gaps.DefaultIfEmpty(1).Max(), Is.LessThan(2 * gaps.DefaultIfEmpty(1).Min() + 16), $"gaps at step {step}");
            Assert.That(steps, Has.Length.GreaterThanOrEqualTo(Math.Min(8, i + 1)), "no more go than must");
        }
    }

    private Snapshots Written(IEnumerable<long> steps)
    {
        var snapshots = new Snapshots(Directory.CreateDirectory(Path.Combine(Root, "snapshots")).FullName);
        foreach (var step in steps)
            File.WriteAllText(snapshots.FileOf(step), "0123456789");
        return snapshots;
    }
}
