using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class BestAgentTests : FolderFixture
{
    private static readonly TrainingOptions Quick = new()
    {
        Envs = 4,
        Prefill = 100,
        ReplayCapacity = 1_000,
        BatchSize = 8,
        TrainEvery = 4,
        TrainEveryGrowth = 1,
        Prioritized = false,
        TargetEvery = 80,
        EpsilonStart = 0.5,
        Steps = 10_000,
    };

    [Test]
    public void IsWhatTheTrainerWasWhenItWasTaken([Values] bool playTarget)
    {
        var options = Quick with { PlayTarget = playTarget };
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TrainerTests.TinyNetwork(environments), options);
        using var best = new BestAgent(trainer);
        using var folder = RunFolder.Create(Path.Combine(Root, "run"), "corridor");
        var header = new Checkpoint.Header("corridor", "", options, TimeSpan.Zero);
        best.Write(folder, header);
        Assert.That(folder.BestCheckpoint, Does.Not.Exist, "there is none yet");

        while (trainer.Step < 400)
            trainer.Iterate();
        best.Take(new("corridor", "", options, trainer.TotalSteps, trainer.Updates, trainer.Games.MeanScore));
        using var state = new MemoryStream();
        trainer.Save(new BinaryWriter(state), withReplay: false);
        var player = trainer.Player.ToArray();
        while (trainer.Step < 800)
            trainer.Iterate();
        best.Write(folder, header);

        using var written = new MemoryStream();
        Checkpoint.Read(folder.BestCheckpoint, reader => reader.BaseStream.CopyTo(written));
        Assert.That(written.ToArray().AsSpan().StartsWith(state.ToArray()), "behind it comes only the checksum");
        var weights = new float[trainer.Learner.Network.BufferLength];
        Weights.Load(folder.BestWeights, trainer.Learner.Network, weights);
        Assert.That(weights, Is.EqualTo(player));
    }
}
