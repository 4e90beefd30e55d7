using DqnGpu.Ale;
using DqnGpu.Kernels;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class TrainingEvaluationsTests : FolderFixture
{
    // Games are cut off after some seconds.
    private static readonly TrainingOptions Evaluated = ShortTraining.Small with
    {
        EvaluateEvery = 80,
        EvaluateGames = 3,
        MaxFrames = 600,
        SaveReplay = true,
        LearningRate = 1e-3,
    };

    private string Folder => Path.Combine(Root, "run");

    [Test]
    public void ChangeNothingOfTheTraining()
    {
        var evaluating = new List<int?>();
        var state = Run(Evaluated, Folder, (_, _, status) => evaluating.Add(status.Evaluating));
        Assert.That(Run(Evaluated with { EvaluateEvery = 0 }, Path.Combine(Root, "without")), Is.EqualTo(state));
        Assert.That(evaluating, Has.Member(0).And.Member(2).And.Member(null), "one sees how it goes");
        Assert.That(Path.Combine(Root, "without", "evaluations.csv"), Does.Not.Exist);
    }

    [Test]
    public void StandInTheRunFolder()
    {
        Run(Evaluated, Folder);
        var table = NumberTable.Read(Path.Combine(Folder, "evaluations.csv"));
        Assert.That(string.Join(',', table.Columns), Is.EqualTo(EvaluationsFile.Heading));
        Assert.That(table.Rows.Select(row => row[table.Column("steps")]), Is.EqualTo(new[] { 80, 160, 240 }));
        Assert.That(table.Rows.Select(row => row[table.Column("games")]), Is.All.EqualTo(3));
        Assert.That(table.Rows.Select(row => row[table.Column("mean")]), Has.Some.Not.EqualTo(table.Rows[0][table.Column("mean")]), "the games differ as the agent does");
    }

    [Test]
    public void TheLastIsWhatTheLastWeightsScoreInAnEvaluation()
    {
        Run(Evaluated, Folder);
        var table = NumberTable.Read(Path.Combine(Folder, "evaluations.csv"));
        var agent = TrainedAgent.Load(Path.Combine(Folder, "last.safetensors"));
        var setup = agent.Setup(new RomLibrary(new RomSearchPaths()).Find("breakout"), options => options);
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = setup.CreateEvaluationEnvironments(3, seed: 1);
        using var parameters = device.Allocate<float>(agent.Network.BufferLength);
        parameters.CopyFrom(agent.Parameters);
        using var evaluator = new Evaluator(
            device, agent.Network, parameters, environments, 3, Evaluated.EvaluateEpsilon, Xoshiro256.StreamSeed(1, (ulong)RandomStream.Evaluation));
        Assert.That(evaluator.Play().Mean, Is.EqualTo(table.Rows[^1][table.Column("mean")]));
    }

    [Test, Category("Slow")]
    public void OneThatIsStoppedIsMadeAnewAndARunThatWasEqualsOneThatWasNot([Values(160, 240)] int step)
    {
        var whole = Run(Evaluated, Path.Combine(Root, "whole"));
        using (var stop = new CancellationTokenSource())
        {
            var looks = 0;
            Run(
                Evaluated, Folder,
                (_, _, status) =>
                {
                    if (status.Step == step && status.Evaluating is not null && ++looks == 20)
                        stop.Cancel();
                },
                stop.Token);
        }
        Assert.That(Rows(Folder), Is.EqualTo(Rows(Path.Combine(Root, "whole")).Take(step / 80 - 1)));
        bool? done = null;
        Assert.That(Run(Evaluated, Folder, (session, folder, _) => done ??= session.IsDone(folder)), Is.EqualTo(whole));
        Assert.That(done, Is.False, "also when only an evaluation is left");
        Assert.That(Rows(Folder), Is.EqualTo(Rows(Path.Combine(Root, "whole"))));
    }

    [Test, Category("Slow")]
    public void ThoseOfLaterStepsThanTheCheckpointGo()
    {
        var checkpoint = Path.Combine(Root, "early.checkpoint");
        Run(Evaluated with { Steps = 120 }, Folder);
        File.Copy(Path.Combine(Folder, "last.checkpoint"), checkpoint);
        Run(Evaluated, Folder);
        var rows = Rows(Folder);
        File.Copy(checkpoint, Path.Combine(Folder, "last.checkpoint"), overwrite: true);
        File.AppendAllText(Path.Combine(Folder, "evaluations.csv"), "12,400");
        Run(Evaluated, Folder, (_, folder, status) =>
        {
            if (status.Step < 160)
                Assert.That(Rows(folder.Root), Is.EqualTo(rows.Take(1)));
        });
        Assert.That(rows, Has.Length.EqualTo(3));
        Assert.That(Rows(Folder), Is.EqualTo(rows));
    }

    [Test, Category("Slow")]
    public void ChooseTheBestAgentWhereTheyAreAskedTo()
    {
        Run(Evaluated with { BestBy = BestBy.Evaluation, EvaluateEvery = 20 }, Folder);
        var table = NumberTable.Read(Path.Combine(Folder, "evaluations.csv"));
        var best = table.Rows.MaxBy(row => row[table.Column("mean")])!;
        Assert.That(TrainedAgent.Load(Folder).File, Does.EndWith("best.safetensors"));
        Assert.That(TrainedAgent.Load(Folder).Card!.Steps, Is.EqualTo(best[table.Column("total_steps")]));

        Run(Evaluated with { BestBy = BestBy.Evaluation, BestAfter = 1_000 }, Path.Combine(Root, "later"));
        Assert.That(Path.Combine(Root, "later", "best.safetensors"), Does.Not.Exist);
    }

    private static byte[] Run(
        TrainingOptions options, string path, Action<TrainingSession, RunFolder, TrainingStatus>? look = null, CancellationToken stop = default) =>
        ShortTraining.Run(options, path, look, stop, game: "breakout");

    /// <summary>All but the seconds.</summary>
    private static string[] Rows(string folder) =>
        [.. File.ReadAllLines(Path.Combine(folder, "evaluations.csv")).Skip(1).Select(line => line[(line.IndexOf(',') + 1)..])];
}
