namespace DqnGpu.Ale;

/// <summary>What a trace plays: see <see cref="GameTrace"/>.</summary>
public sealed record GameTraceOptions
{
    /// <summary>Steps to play; with <see cref="FrameSkip"/> k each is k frames.</summary>
    public int Frames { get; init; } = 1000;

    /// <summary>
    /// <c>noop</c>; <c>minimal</c> or <c>legal</c>: pseudo-random actions of that set; anything else is a file of action numbers,
    /// separated by white space or commas, started over when it ends.
    /// </summary>
    public string Actions { get; init; } = "minimal";

    /// <summary>Seed of the pseudo-random actions.</summary>
    public ulong ActionSeed { get; init; } = 1;

    /// <summary>Seed of the environment (sticky actions).</summary>
    public uint Seed { get; init; }

    /// <summary>Probability of a sticky action.</summary>
    public float Sticky { get; init; }

    /// <summary>Frames per step.</summary>
    public int FrameSkip { get; init; } = 1;

    /// <summary>Colour averaging.</summary>
    public bool Average { get; init; }

    /// <summary>The sound is traced too.</summary>
    public bool Sound { get; init; }

    /// <summary>Game mode, or null for the game's default.</summary>
    public int? Mode { get; init; }

    /// <summary>Difficulty switches, or null for the default.</summary>
    public int? Difficulty { get; init; }

    /// <summary>Steps whose screens are written as PNG.</summary>
    public IReadOnlyCollection<int> DumpFrames { get; init; } = [];

    /// <summary>Where the PNG files go, named <c>GAME-FRAME.png</c>.</summary>
    public string DumpFolder { get; init; } = ".";
}
