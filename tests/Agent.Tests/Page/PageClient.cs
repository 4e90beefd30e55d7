using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace DqnGpu.Agent.Tests;

/// <summary>A page without a browser: the socket that pictures come through.</summary>
internal sealed class PageClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly byte[] buffer = new byte[1 << 16];

    private PageClient(ClientWebSocket socket) => Socket = socket;

    public ClientWebSocket Socket { get; }

    public static async Task<PageClient> Open(Uri page, string path = "/api/live", Action<ClientWebSocketOptions>? with = null)
    {
        var socket = new ClientWebSocket();
        with?.Invoke(socket.Options);
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new UriBuilder(new Uri(page, path)) { Scheme = "ws" }.Uri, patience.Token);
        return new(socket);
    }

    public Task Say(object message) => SayText(JsonSerializer.Serialize(message));

    public async Task SayText(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        await Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
    }

    /// <summary>Waits for the next message.</summary>
    /// <returns>Null when the server says goodbye.</returns>
    public async Task<ReceivedMessage?> Receive()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var whole = new MemoryStream();
        while (true)
        {
            var part = await Socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            whole.Write(buffer.AsSpan(0, part.Count));
            if (!part.EndOfMessage)
                continue;
            if (part.MessageType == WebSocketMessageType.Binary)
                return new(whole.ToArray());
            Words = JsonSerializer.Deserialize<JsonElement>(whole.ToArray());
            whole.SetLength(0);
        }
    }

    /// <summary>What the server said in words.</summary>
    public JsonElement? Words { get; private set; }

    /// <summary>Asks for a picture and waits for it.</summary>
    public async Task<ReceivedMessage?> Next()
    {
        await Say(new { @do = "next" });
        return await Receive();
    }

    /// <summary>Asks until a picture of a step comes.</summary>
    public async Task<ReceivedMessage> NextStep()
    {
        while (await Next() is { } message)
            if (message["kind"].GetString() == "step")
                return message;
        throw new EndOfStreamException("The server said goodbye.");
    }

    public void Dispose() => Socket.Dispose();
}
