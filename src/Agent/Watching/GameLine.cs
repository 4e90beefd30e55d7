using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>How a game stands, in a few words.</summary>
public static class GameLine
{
    /// <summary>Game, score and value.</summary>
    public static string Of(AgentGame game, WatchLimits limits) => string.Create(
        CultureInfo.InvariantCulture, $"game {Math.Min(game.Games + 1, limits.Games)}/{limits.Games}   score {game.Score}   value {game.Value:0.00}");
}
