using System.Net.WebSockets;
using System.Text.Json;

namespace DqnGpu.Agent;

/// <summary>JSON over a socket.</summary>
public static class TextSocket
{
    /// <summary>Waits for a message.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="buffer">Holds the longest message that is understood.</param>
    /// <param name="ending">Ends the wait.</param>
    /// <returns>The message; null when the other side closes, or says more than anybody has to say.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static async Task<JsonElement?> Receive(WebSocket socket, byte[] buffer, CancellationToken ending)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), ending);
            length += part.Count;
            if (part.MessageType != WebSocketMessageType.Text || (length == buffer.Length && !part.EndOfMessage))
                return null;
            if (part.EndOfMessage)
                return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length));
        }
    }

    /// <summary>Sends an object.</summary>
    public static Task Send(WebSocket socket, object message, CancellationToken ending) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, PageJson.Options), WebSocketMessageType.Text, endOfMessage: true, ending);

    /// <summary>Says goodbye, where there is still somebody.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="lastWords">What the other side is to know; null: nothing.</param>
    public static async Task Close(WebSocket socket, object? lastWords = null)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            if (lastWords is not null)
                await Send(socket, lastWords, patience.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // Nobody is there.
        }
    }
}
