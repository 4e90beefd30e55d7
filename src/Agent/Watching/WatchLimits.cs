namespace DqnGpu.Agent;

/// <summary>When a person has seen enough.</summary>
/// <param name="Games">After so many games.</param>
/// <param name="Played">After so much time played.</param>
public sealed record WatchLimits(int Games, TimeSpan Played)
{
    /// <summary>True when either is reached.</summary>
    public bool Reached(IWatchedGame game) => game.Games >= Games || game.Played >= Played;
}
