using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>A game as a user names it: by its name, or by an id of Gymnasium, which says something about the emulator as well.</summary>
/// <remarks>
/// <code>
/// pong, Pong, space_invaders, SpaceInvaders     the game, with the options as they are
/// PongNoFrameskip-v4                            no sticky actions; the wrappers skip 4 frames (sb3, the article's)
/// PongDeterministic-v4                          no sticky actions, 4 frames skipped
/// ALE/Pong-v5                                   sticky actions .25, 4 frames skipped, Gymnasium's wrappers
/// </code>
/// </remarks>
public static class GameId
{
    /// <summary>Finds the game and what its id implies; a flag that the user gives still overrides it.</summary>
    /// <exception cref="OptionException">There is no such game, or the id stands for something that is not offered.</exception>
    public static (GameDefinition Game, TrainingOptions Options) Parse(string id, TrainingOptions options)
    {
        if (!Games.TryFind(id, out var game))
            throw new OptionException($"There is no game '{id}'. Did you mean {string.Join(", ", Games.NearestNames(id, 3))}? `games` lists all.");
        if (id.EndsWith("NoFrameskip-v4", StringComparison.Ordinal) || id.EndsWith("Deterministic-v4", StringComparison.Ordinal))
            return (game, options with { Preprocessing = PreprocessingOptions.Sb3.Name, Sticky = 0, FrameSkip = 4 });
        if (id.StartsWith("ALE/", StringComparison.OrdinalIgnoreCase) && id.EndsWith("-v5", StringComparison.Ordinal))
            return (game, options with { Preprocessing = PreprocessingOptions.Gymnasium.Name, Sticky = 0.25f, FrameSkip = 4 });
        if (id.LastIndexOf("-v", StringComparison.Ordinal) > 0)
            throw new OptionException(
                $"The id '{id}' stands for frame skips of random length, which are not offered. Understood: {game.Name}, ALE/X-v5, XNoFrameskip-v4, XDeterministic-v4.");
        return (game, options);
    }
}
