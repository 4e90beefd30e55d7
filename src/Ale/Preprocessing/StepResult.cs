namespace DqnGpu.Ale;

/// <summary>What a step of a <see cref="PreprocessedEnvironment"/> gave besides the frame.</summary>
/// <remarks>A game ends by its rules or is cut off; an episode is what the learner takes for one, and may end with a life.</remarks>
/// <param name="RawReward">Change of the game's score.</param>
/// <param name="ClippedReward">
/// The learner's reward: the sign of <paramref name="RawReward"/>, or the same where rewards are not clipped.
/// </param>
/// <param name="Terminal">
/// The episode ended by the game's rules (or a life was lost, where that counts): nothing is to be bootstrapped from the frame after it.
/// </param>
/// <param name="Truncated">The episode was cut off by its frame limit: bootstrap from the final frame.</param>
/// <param name="GameEnd">
/// The game itself is over or cut off, or given up with a life (<see cref="LifeLoss.TerminalAndReset"/>);
/// <see cref="PreprocessedEnvironment.Statistics"/> is final and the next reset a real one.
/// </param>
/// <param name="LifeLost">Fewer lives than before the step.</param>
public readonly record struct StepResult(int RawReward, int ClippedReward, bool Terminal, bool Truncated, bool GameEnd, bool LifeLost)
{
    /// <summary><see cref="PreprocessedEnvironment.Reset"/> must come next.</summary>
    public bool NeedsReset => Terminal || Truncated;
}
