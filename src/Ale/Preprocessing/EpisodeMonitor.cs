namespace DqnGpu.Ale;

/// <summary>The true score and the length of an episode, from real reset to real end, whatever the learner is shown.</summary>
/// <param name="Score">Sum of the unclipped rewards, those of the no-op and FIRE frames of the reset included.</param>
/// <param name="Frames">Emulated frames, likewise.</param>
public readonly record struct EpisodeStatistics(int Score, int Frames);

/// <summary>Innermost wrapper: plays single frames on the game and keeps the episode's books (SB3's Monitor).</summary>
internal sealed class EpisodeMonitor(IAtariGame game) : IGameWrapper
{
    /// <summary>The running episode, or the last one until the next reset.</summary>
    public EpisodeStatistics Episode { get; private set; }

    public void Reset()
    {
        game.ResetGame();
        Episode = default;
    }

    public GameStepOutcome Step(int action)
    {
        int reward = game.Act(action);
        Episode = new EpisodeStatistics(Episode.Score + reward, Episode.Frames + 1);
        return new GameStepOutcome(reward, game.GameOver, game.Truncated);
    }

    public void Save(ref StateWriter state)
    {
        state.Write(game);
        state.Write(Episode);
    }

    public void Load(ref StateReader state)
    {
        state.Read(game);
        Episode = state.Read<EpisodeStatistics>();
    }
}
