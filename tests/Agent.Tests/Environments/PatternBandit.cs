namespace DqnGpu.Agent.Tests;

/// <summary>A bandit with pictures: one quarter of the frame is lit, and only the action of that number gives 1. Ten pictures make a game.</summary>
internal sealed class PatternBandit : ITinyGame<PatternBandit.State>
{
    public const int Side = 8;
    public const int Pictures = 10;

    public int Actions => 4;

    public State Begin(ref Xoshiro256 random) => new() { Lit = (int)random.NextBelow(Actions) };

    public (float Reward, bool Terminal, bool Truncated) Step(ref State state, int action, ref Xoshiro256 random)
    {
        var reward = action == state.Lit ? 1 : 0;
        state.Lit = (int)random.NextBelow(Actions);
        return (reward, ++state.Shown == Pictures, false);
    }

    public void Draw(in State state, Span<byte> frame)
    {
        frame.Clear();
        for (var row = 0; row < Side / 2; row++)
            frame.Slice((((state.Lit / 2 * Side / 2) + row) * Side) + (state.Lit % 2 * Side / 2), Side / 2).Fill(200);
    }

    internal struct State
    {
        public int Lit;
        public int Shown;
    }
}
