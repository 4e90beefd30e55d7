using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>The page of a game alone: people play it, and there is no network to be seen.</summary>
public static class GamePage
{
    /// <summary>Begins to serve it.</summary>
    /// <param name="address">Where.</param>
    /// <param name="setup">The game.</param>
    /// <exception cref="OptionException">It cannot be served there, or the game has no such mode or difficulty.</exception>
    public static PageServer Serve(PageAddress address, GameSetup setup)
    {
        var info = StageInfo.Of("game", setup.Rom, setup.CreateEnvironment(PersonGame.Preprocessing(setup, withNetwork: false), seed: 0), games: 0);
        return PageServer.Start(address, (application, closing) =>
        {
            application.MapGet("/api/stage", () => Results.Json(info, PageJson.Options));
            new PlayEndpoints(setup).Add(application, closing);
        });
    }
}
