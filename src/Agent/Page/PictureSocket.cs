using System.Net.WebSockets;
using System.Text.Json;

namespace DqnGpu.Agent;

/// <summary>A browser that asks for a picture when it has drawn the one before, so that nothing is ever queued for it; it may say other things at any time.</summary>
public sealed class PictureSocket(WebSocket socket)
{
    // Longer than any browser draws: who does not take a picture for so long is gone.
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LeaveTaking = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim asked = new(0);

    /// <summary>Serves it until the browser, the server or <paramref name="show"/> ends it.</summary>
    /// <param name="obey">Takes what the browser says; what it cannot understand (<see cref="InvalidOperationException"/>, no such property) ends the talk.</param>
    /// <param name="show">Sends pictures as they are asked for.</param>
    /// <param name="ended">Why there is nothing more to see; null while there is.</param>
    /// <param name="closing">The server closes.</param>
    public async Task Serve(Action<JsonElement> obey, Func<CancellationToken, Task> show, Func<string?> ended, CancellationToken closing)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(closing);
        // To cancel a wait for words breaks the connection, and what is on its way is lost: last words come before, and time to take leave.
        using var parting = new CancellationTokenSource();
        var listening = Listen(obey, ending, parting.Token);
        try
        {
            await show(ending.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // Who goes needs no more pictures.
        }
        finally
        {
            await TextSocket.Close(socket, ended() is { } reason ? new { kind = "ended", reason } : null);
            parting.CancelAfter(LeaveTaking);
            await listening;
        }
    }

    /// <summary>Waits until a picture is asked for.</summary>
    public Task Asked(CancellationToken ending) => asked.WaitAsync(ending);

    /// <summary>Sends a picture.</summary>
    public async Task Send(ReadOnlyMemory<byte> bytes, CancellationToken ending)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ending);
        timeout.CancelAfter(SendTimeout);
        await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, timeout.Token);
    }

    private async Task Listen(Action<JsonElement> obey, CancellationTokenSource ending, CancellationToken parting)
    {
        var buffer = new byte[4096];
        try
        {
            while (await TextSocket.Receive(socket, buffer, parting) is { } text)
            {
                if (!text.TryGetProperty("do", out var wish) || wish.GetString() != "next")
                    obey(text);
                // One picture at a time, whatever is asked for.
                else if (asked.CurrentCount == 0)
                    asked.Release();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or JsonException or ObjectDisposedException
            or KeyNotFoundException or InvalidOperationException)
        {
            // A browser that vanishes, or speaks another language, is left alone.
        }
        await ending.CancelAsync();
    }
}
