using System.Text.Json;
using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Tests of what a page asks of a stage: the bundled Pong, a thread that plays, a server and a client.</summary>
public abstract class StageFixture : FolderFixture
{
    private static readonly HttpClient Client = new();

    private readonly Stack<IDisposable> opened = new();

    /// <summary>A short training, with one-step transitions.</summary>
    private protected static TrainingOptions Small { get; } = new()
    {
        Threads = 1,
        Envs = 2,
        BatchSize = 4,
        TrainEvery = 8,
        TrainEveryGrowth = 1,
        Prioritized = false,
        Net = NetworkKind.Article,
        Prefill = 60,
        ReplayCapacity = 1_000,
        TargetEvery = 100,
        Steps = long.MaxValue / 2,
        NStep = 1,
        Optimizer = OptimizerKind.Adam,
    };

    /// <summary>The bundled Pong.</summary>
    private protected static RomChoice Rom => new RomLibrary(new RomSearchPaths()).Find("pong");

    /// <summary>The page's address.</summary>
    private protected Uri Page { get; private set; } = null!;

    [TearDown]
    public void Close()
    {
        while (opened.TryPop(out var thing))
            thing.Dispose();
    }

    /// <summary>A trained agent plays, as fast as it can.</summary>
    private protected AgentStage PlayAgent(RunFolder? run = null)
    {
        var agent = TrainedAgent.Bundled(Rom);
        var device = Opened(Devices.Open("simd", new DeviceOptions(Threads: 1)));
        var stage = Opened(new AgentStage(agent.Setup(Rom, options => options with { Threads = 1 }), agent, device, 0.05, seed: 1) { Speed = double.PositiveInfinity });
        Serve(stage, run, stage.Run);
        return stage;
    }

    /// <summary>A training that has begun to learn, and then is paused: so that answers come at once.</summary>
    private protected TrainingStage Train(TrainingOptions options)
    {
        var setup = new GameSetup(Rom, options);
        var device = Opened(Devices.Open("simd", new DeviceOptions(Threads: 1)));
        var games = Opened(setup.CreateEnvironments(options.Envs, options.Seed, RandomStream.Environments));
        var trainer = Opened(new Trainer(device, games, options.ToNetwork(games.ActionCount), options, readsValues: true));
        var stage = new TrainingStage(setup);
        stage.Begin(trainer, games);
        Serve(stage, null, stop =>
        {
            while (!stop.IsCancellationRequested)
            {
                trainer.Iterate();
                stage.Iterated();
                if (stage.WantsPause)
                    stage.Pause(stop);
            }
            stage.End();
        });
        var recorder = stage.Recorder(0);
        var (step, next) = (recorder.NewStep(), recorder.NewStep());
        while (!recorder.TryCopyNewestTwo(step, next) || trainer.Updates == 0)
            Thread.Sleep(1);
        stage.Paused = true;
        return stage;
    }

    private protected async Task<ReceivedMessage> Message(string path)
    {
        using var answer = await Client.GetAsync(new Uri(Page, path));
        Assert.That(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        return new(await answer.Content.ReadAsByteArrayAsync());
    }

    private protected async Task<JsonElement> Json(string path)
    {
        using var answer = await Client.GetAsync(new Uri(Page, path));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private protected async Task<(int Status, string? Error)> Refusal(string path)
    {
        using var answer = await Client.GetAsync(new Uri(Page, path));
        return ((int)answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetString());
    }

    private void Serve(IStage stage, RunFolder? run, Action<CancellationToken> play)
    {
        var server = StagePage.Serve(PageAddress.Loopback, stage, run, Root);
        Page = server.Address;
        var stop = new CancellationTokenSource();
        var player = Task.Factory.StartNew(() => play(stop.Token), TaskCreationOptions.LongRunning);
        opened.Push(new Ending(() =>
        {
            stop.Cancel();
            player.Wait();
            server.Dispose();
            stop.Dispose();
        }));
    }

    private T Opened<T>(T thing) where T : IDisposable
    {
        opened.Push(thing);
        return thing;
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
