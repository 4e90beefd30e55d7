namespace DqnGpu.Agent.Tests;

/// <summary>A corridor of cells: action 1 goes right, 0 left, 2 stays. The right end gives 1 and ends the game; time runs out after 40 steps.</summary>
/// <remarks>The best policy gains gamma^(cells - 2); reward comes only at the end, so that values must travel all the way back.</remarks>
internal sealed class Corridor : ITinyGame<Corridor.State>
{
    public const int Side = 8;
    private const int TimeLimit = 40;

    public int Actions => 3;

    public State Begin(ref Xoshiro256 random) => default;

    public (float Reward, bool Terminal, bool Truncated) Step(ref State state, int action, ref Xoshiro256 random)
    {
        state.Cell = Math.Clamp(state.Cell + (action == 1 ? 1 : action == 0 ? -1 : 0), 0, Side - 1);
        state.Time++;
        var terminal = state.Cell == Side - 1;
        return (terminal ? 1 : 0, terminal, !terminal && state.Time == TimeLimit);
    }

    public void Draw(in State state, Span<byte> frame)
    {
        frame.Clear();
        for (var row = 0; row < Side; row++)
            frame[(row * Side) + state.Cell] = 255;
    }

    internal struct State
    {
        public int Cell;
        public int Time;
    }
}
