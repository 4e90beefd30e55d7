using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>What is to be seen of a stage: <c>/api/stage</c>, and its steps as they are played, <c>/api/live</c>.</summary>
public static class StageEndpoints
{
    private const int MostClients = 64;

    /// <summary>Adds them.</summary>
    public static void Add(WebApplication application, IStage stage, CancellationToken closing)
    {
        var clients = 0;
        application.MapGet("/api/stage", () => Results.Json(stage.Info, PageJson.Options));
        application.Map("/api/live", async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
                throw new PageRefusal(StatusCodes.Status400BadRequest, "Only sockets are served here.");
            try
            {
                if (Interlocked.Increment(ref clients) > MostClients)
                    throw new PageRefusal(StatusCodes.Status503ServiceUnavailable, $"{MostClients} look already.");
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await new LiveConnection(stage, socket).Run(closing);
            }
            finally
            {
                Interlocked.Decrement(ref clients);
            }
        });
    }
}
