using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class RunSummaryTests : FolderFixture
{
    [Test]
    public void SaysHowARunStands()
    {
        var path = Path.Combine(Root, "run");
        RunSummary? running = null;
        ShortTraining.Run(ShortTraining.Small with { Seed = 5 }, path, (_, _, status) =>
        {
            if (status.Step == 120)
                running = RunSummary.Of(path);
        });
        Assert.That(running!.State, Is.EqualTo(RunState.Running));
        Assert.That(running.Game, Is.EqualTo("pong"), "the first checkpoint says it");

        var done = RunSummary.In(Root).Single();
        Assert.That((done.Name, done.Game, done.Options.Seed, done.Steps, done.State), Is.EqualTo(("run", "pong", 5L, 240L, RunState.Done)));
        Assert.That(done.Trained, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(done.MeanScore, Is.Null, "no game is finished");

        ShortTraining.Run(ShortTraining.Small with { Seed = 5, Steps = 400 }, path, stop: new CancellationToken(canceled: true));
        Assert.That(RunSummary.In(path).Single().State, Is.EqualTo(RunState.Stopped), "by the options of the resumed run");
    }

    [TestCase("200,7,-3.5,-3.5", RunState.Stopped)]
    [TestCase("200,9,-3.5,-3.5", RunState.Stopped)]
    [TestCase("200,7,4,4", RunState.Stopped)]
    [TestCase("200,9,4,4", RunState.Done)]
    [TestCase("1000,7,-3.5,-3.5", RunState.Done)]
    public void IsDoneWhenItsTargetScoreIsReached(string last, RunState state)
    {
        Write("a", """{ "steps": 1000, "targetScore": 3, "scoreWindow": 8 }""", $"steps,games,mean_score,best_mean_score\n{last}\n");
        var run = RunSummary.Of(Path.Combine(Root, "a"));
        Assert.That(run.State, Is.EqualTo(state));
        Assert.That(run.BestMeanScore, Is.EqualTo(run.MeanScore).And.Not.Null);
        Assert.That(run.Game, Is.Null);
    }

    [Test]
    public void TheNewestComesFirstAndWhatCannotBeReadIsPassedOver()
    {
        foreach (var (name, options, age) in new[] { ("old", "{}", 3), ("new", "{}", 1), ("odd", "{ \"steps\": \"x\" }", 2) })
        {
            Write(name, options, progress: null);
            File.SetLastWriteTimeUtc(Path.Combine(Root, name, "options.json"), DateTime.UtcNow.AddHours(-age));
        }
        Directory.CreateDirectory(Path.Combine(Root, "no run"));
        var passedOver = new List<string>();
        Assert.That(RunSummary.In(Root, passedOver.Add).Select(run => run.Name), Is.EqualTo(new[] { "new", "old" }));
        Assert.That(passedOver.Single(), Does.Contain("odd").And.Contain("steps takes a whole number"));
        Assert.That(RunSummary.In(Path.Combine(Root, "nowhere")), Is.Empty);
    }

    [Test]
    public void ToLookAtARunDoesNotKeepOthersFromClaimingIt()
    {
        Write("a", "{}", progress: null);
        var path = Path.Combine(Root, "a");
        RunFolder.Claim(path).Dispose();
        using var over = new CancellationTokenSource();
        var looking = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
                RunSummary.Of(path);
        });
        for (var i = 0; i < 100; i++)
            Assert.That(() => RunFolder.Claim(path).Dispose(), Throws.Nothing);
        over.Cancel();
        looking.Wait();
    }

    private void Write(string name, string options, string? progress)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "options.json"), options);
        if (progress is not null)
            File.WriteAllText(Path.Combine(folder, "progress.csv"), progress);
    }
}
