namespace DqnGpu.Ale;

/// <summary>What a step of a <see cref="PreprocessedEnvironment"/> gave besides the observation.</summary>
/// <remarks>A game ends by its rules or is cut off; an episode is what the learner takes for one, and may end with a life.</remarks>
/// <param name="Reward">
/// The learner's reward: the sign of <paramref name="RawReward"/>, or the same where rewards are not clipped
/// (<see cref="PreprocessingOptions.ClipReward"/>).
/// </param>
/// <param name="RawReward">Change of the game's score.</param>
/// <param name="Terminated">
/// The episode ended by the game's rules (or a life was lost, where that counts): nothing is to be bootstrapped from the observation after it.
/// </param>
/// <param name="Truncated">The episode was cut off by its frame limit: bootstrap from the final observation.</param>
/// <param name="GameEnd">
/// The game itself is over or cut off, or given up with a life (<see cref="LifeLoss.TerminalAndReset"/>);
/// <see cref="PreprocessedEnvironment.Statistics"/> is final and the next reset a real one.
/// </param>
/// <param name="LifeLost">Fewer lives than before the step.</param>
public readonly record struct StepResult(int Reward, int RawReward, bool Terminated, bool Truncated, bool GameEnd, bool LifeLost)
{
    /// <summary><see cref="PreprocessedEnvironment.Reset(Span{byte})"/> must come next.</summary>
    public bool NeedsReset => Terminated || Truncated;

    internal void Save(ref StateWriter state)
    {
        state.Write(RawReward);
        state.Write(Reward);
        state.Write(Terminated);
        state.Write(Truncated);
        state.Write(GameEnd);
        state.Write(LifeLost);
    }

    internal static StepResult Load(ref StateReader state)
    {
        int rawReward = state.Read<int>();
        return new(state.Read<int>(), rawReward, state.Read<bool>(), state.Read<bool>(), state.Read<bool>(), state.Read<bool>());
    }
}
