using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>An address that serves sockets, and only so many at once.</summary>
public static class SocketEndpoint
{
    /// <summary>Adds one.</summary>
    /// <param name="application">The server.</param>
    /// <param name="path">Its address.</param>
    /// <param name="most">How many are served at once.</param>
    /// <param name="serve">Serves one until it ends.</param>
    public static void Add(WebApplication application, string path, int most, Func<HttpContext, WebSocket, Task> serve)
    {
        var clients = 0;
        application.Map(path, async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
                throw new PageRefusal(StatusCodes.Status400BadRequest, "Only sockets are served here.");
            try
            {
                if (Interlocked.Increment(ref clients) > most)
                    throw new PageRefusal(StatusCodes.Status503ServiceUnavailable, $"{most} are here already.");
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await serve(context, socket);
            }
            finally
            {
                Interlocked.Decrement(ref clients);
            }
        });
    }
}
