using System.Diagnostics;

namespace DqnGpu.Agent.Tests;

/// <summary>A stage without a network: games whose every step is a picture of the step's number, played by a thread of its own.</summary>
internal sealed class StandInStage : IStage, IDisposable
{
    private readonly Questions questions = new();
    private readonly GameRecorder[] recorders;
    private readonly CancellationTokenSource stop = new();
    private readonly Thread player;
    private long played;

    /// <param name="frameSide">Rows and columns of the frames: large ones make a client's socket full at once.</param>
    public StandInStage(int frameSide = 84)
    {
        Info = new(
            "training", "pong", "Pong", "none", new("none", "none"), ["NOOP", "FIRE"], Games: 2, StepsPerSecond: 15, new(160, 210, 1.7), [.. new int[256]],
            new(4, frameSide, frameSide), Network: null, AgentScore: null, Paddle: "vertical");
        recorders = [.. Enumerable.Range(0, Info.Games).Select(_ => new GameRecorder(new(160 * 210, 4 * frameSide * frameSide, 2), 0.9))];
        player = new(Play) { IsBackground = true };
        player.Start();
    }

    public StageInfo Info { get; }

    public GameSetup Setup => throw new NotSupportedException();

    public TrainingStatus? Status => null;

    public long GamesFinished => 0;

    public string? Ended { get; private set; }

    public bool Paused { get; set => Volatile.Write(ref field, value); }

    public double Speed { get; set; }

    public bool PlaysAtItsOwnPace => true;

    /// <summary>Steps made.</summary>
    public long Played => Volatile.Read(ref played);

    public GameRecorder Recorder(int game) => recorders[game];

    public Task<T> Ask<T>(Func<StageAccess, T> question) => questions.Ask(question);

    public void End()
    {
        stop.Cancel();
        player.Join();
        Ended = "It is over.";
    }

    public void Dispose()
    {
        End();
        stop.Dispose();
    }

    private void Play()
    {
        var screen = new byte[160 * 210];
        float[] values = [1, 2];
        while (!stop.IsCancellationRequested)
        {
            Thread.Sleep(2);
            if (Paused)
                continue;
            foreach (var (game, recorder) in recorders.Index())
            {
                recorder.Act(values, game, false, default);
                screen.AsSpan().Fill((byte)played);
                recorder.Reach(played, screen).Stack.AsSpan().Fill((byte)played);
            }
            Interlocked.Increment(ref played);
        }
    }
}
