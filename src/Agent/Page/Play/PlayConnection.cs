using System.Net.WebSockets;
using System.Text.Json;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>One browser that plays: its game lasts as long as its socket.</summary>
/// <remarks>What it may say is said once in <see cref="Obey"/>; what it gets, in <see cref="Describe"/>.</remarks>
public sealed class PlayConnection(PersonGame game, WebSocket socket)
{
    private readonly PictureSocket browser = new(socket);
    private readonly Message message = new();
    private readonly byte[] screen = new byte[game.ScreenLength];
    private volatile string? fault;

    /// <summary>Serves it until the browser or the server ends it.</summary>
    public async Task Run(CancellationToken closing)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(closing);
        var playing = Task.Factory.StartNew(() => Play(ending), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await browser.Serve(Obey, Show, () => fault, ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            await playing;
        }
    }

    private void Play(CancellationTokenSource ending)
    {
        try
        {
            game.Run(ending.Token);
        }
        catch (Exception exception)
        {
            fault = OneLine.Of(exception);
            ending.Cancel();
        }
    }

    private void Obey(JsonElement text)
    {
        if (text.TryGetProperty("do", out var wish))
            switch (wish.GetString())
            {
                case "pause":
                    game.Paused = true;
                    break;
                case "resume":
                    game.Paused = false;
                    break;
                case "reset":
                    game.Restart();
                    break;
            }
        if (text.TryGetProperty("keys", out var keys))
            game.Hands = game.Hands with { Keys = keys.EnumerateArray().Aggregate(Joystick.None, (held, key) => held | SwitchOf(key.GetString())) };
        if (text.TryGetProperty("paddle", out var place))
            game.Hands = game.Hands with { Place = place.ValueKind == JsonValueKind.Null ? null : Math.Clamp(place.GetDouble(), 0, 1) };
        if (text.TryGetProperty("agent", out var agent))
            game.NetworkIsWanted = agent.GetBoolean();
    }

    private static Joystick SwitchOf(string? key) => key switch
    {
        "up" => Joystick.Up,
        "down" => Joystick.Down,
        "left" => Joystick.Left,
        "right" => Joystick.Right,
        "fire" => Joystick.Fire,
        _ => Joystick.None,
    };

    private async Task Show(CancellationToken ending)
    {
        PlayState? shown = null;
        while (true)
        {
            await browser.Asked(ending);
            shown = await game.Look(shown, screen, ending);
            await browser.Send(Describe(shown), ending);
        }
    }

    private ReadOnlyMemory<byte> Describe(PlayState state) =>
        message.Begin().Add<byte>("screen", screen, game.ScreenHeight, AtariEnvironment.ScreenWidth).End(new
        {
            kind = "play",
            frame = state.Frame,
            score = state.Score,
            lives = state.Lives,
            games = state.Games,
            who = state.NetworkPlays ? "agent" : "you",
            mayTakeOver = state.NetworkMayPlay,
            q = state.Values,
            yourScores = state.YourScores,
            agentScores = state.NetworkScores,
            over = state.Over,
            paused = state.Paused,
        });
}
