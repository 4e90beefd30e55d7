using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;

namespace DqnGpu.Agent;

/// <summary>One browser that looks at a stage.</summary>
/// <remarks>What it may ask is said once in <see cref="Obey"/>; what it gets, in <see cref="Show"/>.</remarks>
public sealed class LiveConnection
{
    private const double MostPicturesPerSecond = 20;
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(0.5);

    private readonly IStage stage;
    private readonly PictureSocket browser;
    private readonly Message message = new();
    private volatile View view = new(0, double.PositiveInfinity);
    private GameRecorder recorder = null!;
    private PlayedStep step = null!;
    private int clip = -1;
    private int clipIndex;
    private long statusSent;
    private TrainingStatus? lastStatus;

    /// <summary>Serves a socket.</summary>
    public LiveConnection(IStage stage, WebSocket socket) => (this.stage, browser) = (stage, new(socket));

    /// <summary>Serves it until the browser, the stage or the server ends it.</summary>
    public Task Run(CancellationToken closing) => browser.Serve(Obey, ShowAll, () => stage.Ended, closing);

    private void Obey(JsonElement text)
    {
        switch (text.GetProperty("do").GetString())
        {
            case "pause":
                stage.Paused = true;
                break;
            case "resume":
                stage.Paused = false;
                break;
            case "view":
                var game = text.TryGetProperty("game", out var number) && number.TryGetInt32(out var wanted) ? wanted : 0;
                var speed = text.TryGetProperty("speed", out var given) && given.ValueKind == JsonValueKind.Number ? Math.Clamp(given.GetDouble(), 0.1, 100) : double.PositiveInfinity;
                view = new(Math.Clamp(game, 0, stage.Info.Games - 1), speed);
                stage.Speed = speed;
                break;
        }
    }

    private async Task ShowAll(CancellationToken ending)
    {
        var shown = new View(-1, 0);
        var due = 0L;
        while (true)
        {
            await browser.Asked(ending);
            while (true)
            {
                if (view != shown)
                {
                    if (view.Game != shown.Game)
                    {
                        recorder = stage.Recorder(view.Game);
                        step = recorder.NewStep();
                        step.Number = -1;
                    }
                    (shown, clip) = (view, -1);
                }
                if (stage.Ended is not null)
                    return;
                var now = Stopwatch.GetTimestamp();
                var wait = Stopwatch.GetElapsedTime(now, due);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, ending);
                var pictures = shown.IsClip(stage) ? Math.Min(60, stage.Info.StepsPerSecond * shown.Speed) : MostPicturesPerSecond;
                due = Math.Max(due, now - Stopwatch.Frequency / 10) + (long)(Stopwatch.Frequency / pictures);
                if (Advance(shown) || StatusIsDue())
                    break;
            }
            await browser.Send(Show(shown), ending);
        }
    }

    /// <summary>Finds the next step to show.</summary>
    /// <returns>False when there is nothing new.</returns>
    private bool Advance(View shown)
    {
        // A clip begins with the newest step, so that there is a picture even where nothing more is played now.
        if (!shown.IsClip(stage) || step.Number < 0)
            return recorder.TryCopyNewest(step, after: step.Number);
        if (clip < 0 || clipIndex >= GameRecorder.ClipLength)
            (clip, clipIndex) = (recorder.BeginClip(clip), 0);
        switch (recorder.TryCopy(clip, clipIndex, step))
        {
            case true:
                clipIndex++;
                return true;
            case null:
                clip = -1;
                return false;
            default:
                return false;
        }
    }

    private bool StatusIsDue() => Stopwatch.GetElapsedTime(statusSent) >= StatusInterval && (statusSent == 0 || !Equals(lastStatus, stage.Status) || Stopwatch.GetElapsedTime(statusSent) >= 4 * StatusInterval);

    private ReadOnlyMemory<byte> Show(View shown)
    {
        var withStatus = Stopwatch.GetElapsedTime(statusSent) >= StatusInterval;
        if (withStatus)
            (statusSent, lastStatus) = (Stopwatch.GetTimestamp(), stage.Status);
        message.Begin();
        var known = step.Number >= 0;
        if (known)
        {
            var info = stage.Info;
            message.Add<byte>("screen", step.Screen, info.Screen.Height, info.Screen.Width);
            if (info.Frames is { } frames)
                message.Add<byte>("frames", step.Stack, frames.C, frames.H, frames.W);
        }
        return message.End(new
        {
            kind = known ? "step" : "status",
            game = shown.Game,
            step = step.Number,
            action = step.Action,
            wasRandom = step.WasRandom,
            reward = step.Reward,
            score = step.Score,
            value = step.Value,
            q = float.IsNaN(step.Values[0]) ? null : step.Values,
            error = step.Error,
            surprise = step.Surprise,
            terminal = step.Terminal,
            gameEnd = step.GameEnd,
            games = stage.GamesFinished,
            paused = stage.Paused,
            clip = shown.IsClip(stage) && clip >= 0 ? new { index = clipIndex, count = GameRecorder.ClipLength } : null,
            status = withStatus ? lastStatus : null,
        });
    }

    private sealed record View(int Game, double Speed)
    {
        public bool IsClip(IStage stage) => stage.PlaysAtItsOwnPace && double.IsFinite(Speed);
    }
}
