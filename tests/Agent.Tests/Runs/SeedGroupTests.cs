using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class SeedGroupTests : FolderFixture
{
    [Test]
    public void RunsThatDifferOnlyBySeedGoTogether()
    {
        var options = new TrainingOptions { Seed = 1 };
        var groups = SeedGroup.Of(
        [
            Run("p-seed1", "pong", options),
            Run("slow", "pong", options with { Seed = 4, LearningRate = 1e-5 }),
            Run("p-seed2", "pong", options with { Seed = 2, Steps = 7, Threads = 3, SnapshotEvery = 0 }),
            Run("b-seed3", "breakout", options with { Seed = 3 }),
            Run("filling", game: null, options with { Seed = 5 }),
        ]);
        Assert.That(groups.Select(Described), Is.EqualTo(new[] { "p: p-seed1 p-seed2", "slow: slow", "b-seed3: b-seed3", "filling: filling" }));
    }

    [Test]
    public void RunsOfTheSameSeedAreNoSeedsOfOneThing() => Assert.That(
        SeedGroup.Of([Run("a1", "pong", new()), Run("a2", "pong", new()), Run("a3", "pong", new() { Seed = 3 })]).Select(Described),
        Is.EqualTo(new[] { "a1: a1", "a2: a2", "a3: a3" }));

    private static string Described(SeedGroup group) => $"{group.Name}: {string.Join(' ', group.Runs.Select(run => Path.GetFileName(run.Root)))}";

    private RunFolder Run(string name, string? game, TrainingOptions options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "options.json"), OptionsFile.ToJson(options));
        if (game is not null)
            Checkpoint.Write(Path.Combine(folder, "last.checkpoint"), new(game, "", options, TimeSpan.Zero), _ => { });
        return RunFolder.Open(folder);
    }
}
