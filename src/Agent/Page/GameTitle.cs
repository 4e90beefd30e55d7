namespace DqnGpu.Agent;

/// <summary>A game's name as people write it: <c>space_invaders</c> is Space Invaders.</summary>
public static class GameTitle
{
    /// <summary>The title.</summary>
    public static string Of(string name) =>
        string.Join(' ', name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
