namespace DqnGpu.Ale;

/// <summary>
/// A game with wrappers around it. Each wrapper holds the next inner one, the innermost holds the game; each changes one thing about
/// a reset or a step. Actions are ALE's, 0..17.
/// </summary>
internal interface IGameWrapper
{
    /// <summary>Begins an episode.</summary>
    void Reset();

    /// <summary>Plays one step.</summary>
    GameStepOutcome Step(int action, float strength = 1);

    /// <summary>Writes what this wrapper and those inside it remember, the game included.</summary>
    void Save(ref StateWriter state);

    /// <summary>Takes over what <see cref="Save"/> wrote.</summary>
    void Load(ref StateReader state);
}

/// <summary>What a step gave: the score's change, and whether the episode ended by the game's rules or by a limit.</summary>
internal readonly record struct GameStepOutcome(int Reward, bool Terminated, bool Truncated)
{
    /// <summary>The episode is over, for whichever reason.</summary>
    public bool Done => Terminated || Truncated;
}
