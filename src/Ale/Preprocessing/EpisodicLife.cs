namespace DqnGpu.Ale;

/// <summary>
/// Reports the loss of a life as the end of the episode, but resets the game only when it is really over; otherwise a reset is one
/// step of NOOP in the running game (SB3's EpisodicLifeEnv).
/// </summary>
/// <remarks>The last life is not lost this way: some games reach 0 lives a few frames before they are over.</remarks>
internal sealed class EpisodicLife(IGameWrapper inner, IAtariGame game) : IGameWrapper
{
    private int _lives;
    private bool _gameEnded = true;

    public void Reset()
    {
        if (_gameEnded || inner.Step((int)AtariAction.Noop).Done)
            inner.Reset();
        _gameEnded = false;
        _lives = game.Lives;
    }

    public GameStepOutcome Step(int action, float strength = 1)
    {
        GameStepOutcome outcome = inner.Step(action, strength);
        _gameEnded = outcome.Done;
        bool lost = 0 < game.Lives && game.Lives < _lives;
        _lives = game.Lives;
        return outcome with { Terminated = outcome.Terminated || lost };
    }

    /// <summary>Makes the next reset a real one.</summary>
    public void Abandon() => _gameEnded = true;

    public void Save(ref StateWriter state)
    {
        inner.Save(ref state);
        state.Write(_lives);
        state.Write(_gameEnded);
    }

    public void Load(ref StateReader state)
    {
        inner.Load(ref state);
        _lives = state.Read<int>();
        _gameEnded = state.Read<bool>();
    }
}
