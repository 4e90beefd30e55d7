using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>How a game stands, in a few words.</summary>
public static class GameLine
{
    /// <summary>Game, score, and value where there is one.</summary>
    public static string Of(IWatchedGame game, WatchLimits limits) => string.Create(
        CultureInfo.InvariantCulture, $"game {Math.Min(game.Games + 1, limits.Games)}/{limits.Games}   score {game.Score}{(game.Value is { } value ? string.Create(CultureInfo.InvariantCulture, $"   value {value:0.00}") : "")}");
}
