using Microsoft.AspNetCore.Builder;

namespace DqnGpu.Agent;

/// <summary>Consoles for people to play on, one for each socket: <c>/api/play</c>, and <c>/api/play?agent=1</c> where the network may take over.</summary>
/// <param name="setup">The game.</param>
/// <param name="stage">Whose network may take over; null: nobody's.</param>
public sealed class PlayEndpoints(GameSetup setup, IStage? stage = null) : IDisposable
{
    /// <summary>The most who play at once.</summary>
    public const int MostPlayers = 20;

    private readonly NetworkChooser chooser = new();

    /// <summary>Adds them.</summary>
    public void Add(WebApplication application, CancellationToken closing) =>
        SocketEndpoint.Add(application, "/api/play", MostPlayers, (context, socket) =>
        {
            var network = stage is not null && context.Request.Query["agent"] == "1" ? new NetworkHand(stage, chooser) : null;
            return new PlayConnection(new(setup, network, (ulong)Random.Shared.NextInt64()), socket).Run(closing);
        });

    /// <inheritdoc/>
    public void Dispose() => chooser.Dispose();
}
