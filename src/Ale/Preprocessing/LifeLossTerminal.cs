namespace DqnGpu.Ale;

/// <summary>
/// Ends the episode on the frame on which a life is lost. What a reset then does is decided outside: the game goes on
/// (Dopamine, the Nature agent) or starts anew (Gymnasium).
/// </summary>
internal sealed class LifeLossTerminal(IGameWrapper inner, IAtariGame game) : IGameWrapper
{
    private int _lives;

    public void Reset()
    {
        inner.Reset();
        _lives = game.Lives;
    }

    public GameStepOutcome Step(int action, float strength = 1)
    {
        GameStepOutcome outcome = inner.Step(action, strength);
        bool lost = game.Lives < _lives;
        _lives = game.Lives;
        return outcome with { Terminated = outcome.Terminated || lost };
    }

    public void Save(ref StateWriter state)
    {
        inner.Save(ref state);
        state.Write(_lives);
    }

    public void Load(ref StateReader state)
    {
        inner.Load(ref state);
        _lives = state.Read<int>();
    }
}
