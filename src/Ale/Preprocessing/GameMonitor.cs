namespace DqnGpu.Ale;

/// <summary>The true score and the length of a game, from real reset to real end, whatever the learner takes for an episode.</summary>
/// <param name="Score">Sum of the unclipped rewards, those of the no-op and FIRE frames of the reset included.</param>
/// <param name="Frames">Emulated frames, likewise.</param>
public readonly record struct GameStatistics(int Score, int Frames);

/// <summary>Innermost wrapper: plays single frames on the game and keeps the game's books (SB3's Monitor).</summary>
internal sealed class GameMonitor(IAtariGame game) : IGameWrapper
{
    /// <summary>Told of every frame that is played; null: nobody is.</summary>
    public Action? FramePlayed { get; set; }

    /// <summary>Of the running game, or of the last one until the next reset.</summary>
    public GameStatistics Statistics { get; private set; }

    public void Reset()
    {
        game.ResetGame();
        Statistics = default;
    }

    public GameStepOutcome Step(int action, float strength = 1)
    {
        int reward = game.Act(action, strength);
        Statistics = new GameStatistics(Statistics.Score + reward, Statistics.Frames + 1);
        FramePlayed?.Invoke();
        return new GameStepOutcome(reward, game.GameOver, game.Truncated);
    }

    public void Save(ref StateWriter state)
    {
        state.Write(game);
        state.Write(Statistics);
    }

    public void Load(ref StateReader state)
    {
        state.Read(game);
        Statistics = state.Read<GameStatistics>();
    }
}
