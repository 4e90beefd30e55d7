using Microsoft.AspNetCore.Builder;

namespace DqnGpu.Agent;

/// <summary>Consoles for people to play on, one for each socket: <c>/api/play</c>, and <c>/api/play?agent=1</c> where the network may take over.</summary>
public static class PlayEndpoints
{
    /// <summary>The most who play at once.</summary>
    public const int MostPlayers = 20;

    /// <summary>Adds them.</summary>
    /// <param name="application">The server.</param>
    /// <param name="setup">The game.</param>
    /// <param name="stage">Whose network may take over; null: nobody's.</param>
    /// <param name="closing">The server closes.</param>
    public static void Add(WebApplication application, GameSetup setup, IStage? stage, CancellationToken closing) =>
        SocketEndpoint.Add(application, "/api/play", MostPlayers, (context, socket) =>
        {
            var network = stage is not null && context.Request.Query["agent"] == "1" ? new NetworkHand(stage) : null;
            return new PlayConnection(new(setup, network, (ulong)Random.Shared.NextInt64()), socket).Run(closing);
        });
}
