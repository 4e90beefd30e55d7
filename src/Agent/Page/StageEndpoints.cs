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
        application.MapGet("/api/stage", () => Results.Json(stage.Info, PageJson.Options));
        SocketEndpoint.Add(application, "/api/live", MostClients, (_, socket) => new LiveConnection(stage, socket).Run(closing));
    }
}
