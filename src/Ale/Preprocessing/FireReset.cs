namespace DqnGpu.Ale;

/// <summary>
/// After a reset, plays one step of FIRE and one of the action after it in the game's set, because games such as Breakout stand still until
/// FIRE is pressed (SB3's FireResetEnv). A game that ends meanwhile is reset.
/// </summary>
/// <param name="inner">The game.</param>
/// <param name="fire">The set's second action, FIRE.</param>
/// <param name="second">The set's third action.</param>
internal sealed class FireReset(IGameWrapper inner, AtariAction fire, AtariAction second) : IGameWrapper
{
    public void Reset()
    {
        inner.Reset();
        if (inner.Step((int)fire).Done)
            inner.Reset();
        if (inner.Step((int)second).Done)
            inner.Reset();
    }

    public GameStepOutcome Step(int action, float strength = 1) => inner.Step(action, strength);

    public void Save(ref StateWriter state) => inner.Save(ref state);

    public void Load(ref StateReader state) => inner.Load(ref state);
}
