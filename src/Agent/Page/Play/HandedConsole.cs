using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>Who plays a frame: told the action that the preprocessing asks for, says what is done to the controller.</summary>
internal delegate (AtariAction Action, float Strength) Hand(AtariAction asked);

/// <summary>A console that is played, frame by frame, by whoever has it in hand, whatever action the preprocessing around it asks for.</summary>
internal sealed class HandedConsole(AtariEnvironment console, Hand hand) : IAtariGame
{
    public bool GameOver => console.GameOver;

    public bool Truncated => console.Truncated;

    public int Lives => console.Lives;

    public int ScreenHeight => console.ScreenHeight;

    public ReadOnlySpan<byte> Screen => console.Screen;

    public ReadOnlySpan<byte> Ram => console.Ram;

    public TvFormat Format => console.Format;

    public Palette Palette => console.Palette;

    public AtariStateDescription Description => console.Description;

    public void ResetGame() => console.ResetGame();

    public void Reload(uint randomSeed) => console.Reload(randomSeed);

    public int Act(int action, float strength = 1)
    {
        var (taken, turn) = hand((AtariAction)action);
        return console.Act(taken, turn);
    }

    public int StateSize(bool includeRandom) => console.StateSize(includeRandom);

    public void SaveState(Span<byte> destination, bool includeRandom) => console.SaveState(destination, includeRandom);

    public void LoadState(ReadOnlySpan<byte> source, bool includeRandom) => console.LoadState(source, includeRandom);
}
