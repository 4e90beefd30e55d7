using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent.Tests;

/// <summary>A short training of a bundled cartridge in this process, with somebody who looks on after every step and may stop it.</summary>
internal static class ShortTraining
{
    public static readonly TrainingOptions Small = new()
    {
        Device = "simd",
        Threads = 1,
        Envs = 4,
        BatchSize = 4,
        TrainEvery = 8,
        TrainEveryGrowth = 1,
        Prioritized = false,
        Net = NetworkKind.Article,
        Prefill = 80,
        ReplayCapacity = 1_000,
        TargetEvery = 200,
        Steps = 240,
        CheckpointEvery = 60,
        SnapshotEvery = 0,
    };

    /// <summary>Begins a run in a folder, or goes on with the one there.</summary>
    /// <returns>The state of the trainer at the end, without its replay memory, which is no whole one: what is not known yet of the newest steps is anything.</returns>
    public static byte[] Run(
        TrainingOptions options, string path, Action<TrainingSession, RunFolder, TrainingStatus>? look = null, CancellationToken stop = default,
        string game = "pong", ITrainingObserver[]? observers = null)
    {
        var rom = new RomLibrary(new RomSearchPaths()).Find(game);
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        var goesOn = File.Exists(Path.Combine(path, "last.checkpoint"));
        using var folder = goesOn ? RunFolder.Claim(path) : RunFolder.Create(path, game);
        using var session = new TrainingSession(options, rom, device, ReplayPlace.Host, observers ?? []);
        if (goesOn)
            session.Restore(folder.LastCheckpoint);
        session.Run(folder, new Onlooker(status => look?.Invoke(session, folder, status)), stop);
        using var state = new MemoryStream();
        session.Trainer.Save(new BinaryWriter(state), withReplay: false);
        return state.ToArray();
    }

    private sealed class Onlooker(Action<TrainingStatus> look) : IProgressDisplay
    {
        public TimeSpan Interval => TimeSpan.Zero;

        public void Show(Action<Action<TrainingStatus>> training) => training(look);
    }
}
