namespace DqnGpu.Agent;

/// <summary>What a person at the keys wants of whoever shows a game.</summary>
/// <param name="keys">The next key that was pressed; null: none was.</param>
public sealed class ViewerControls(Func<char?> keys)
{
    /// <summary>What the keys do, for people.</summary>
    public const string Legend = "q quit  space pause  . step  +- speed  n next";

    private static readonly double[] Speeds = [0.25, 0.5, 1, 2, 4, 8, double.PositiveInfinity];

    private int speed = Array.IndexOf(Speeds, 1);
    private bool oneStep;
    private bool nextGame;

    /// <summary>How many times as fast as usual; infinite: as fast as it goes.</summary>
    public double Speed => Speeds[speed];

    /// <summary>No step is to be made unless one is asked for.</summary>
    public bool Paused { get; private set; }

    /// <summary>Enough.</summary>
    public bool Quit { get; private set; }

    /// <summary>Takes the keys that were pressed since the last time. Waits for none.</summary>
    /// <returns>True if any was.</returns>
    public bool Read()
    {
        var any = false;
        while (keys() is { } key)
        {
            Press(key);
            any = true;
        }
        return any;
    }

    /// <summary>Whether a single step was asked for, which it then no longer is.</summary>
    public bool TakeOneStep() => Take(ref oneStep);

    /// <summary>Whether the next game was asked for, which it then no longer is.</summary>
    public bool TakeNextGame() => Take(ref nextGame);

    private void Press(char key)
    {
        switch (key)
        {
            case ' ':
                Paused = !Paused;
                break;
            case '.':
                oneStep = Paused;
                break;
            case '+' or '=':
                speed = Math.Min(speed + 1, Speeds.Length - 1);
                break;
            case '-' or '_':
                speed = Math.Max(speed - 1, 0);
                break;
            case 'n' or 'N':
                nextGame = true;
                break;
            case 'q' or 'Q':
                Quit = true;
                break;
        }
    }

    private static bool Take(ref bool wish)
    {
        var taken = wish;
        wish = false;
        return taken;
    }
}
