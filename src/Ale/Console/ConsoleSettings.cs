namespace DqnGpu.Ale;

/// <summary>The television standard that a cartridge was made for.</summary>
public enum TvFormat
{
    /// <summary>Found by counting the lines of the first frames.</summary>
    AutoDetect,

    /// <summary>60 Hz, about 262 lines, 128 colours.</summary>
    Ntsc,

    /// <summary>50 Hz, about 312 lines.</summary>
    Pal,
}

/// <summary>What is plugged into a controller port.</summary>
public enum Controller
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A joystick with one button.</summary>
    Joystick,

    /// <summary>A pair of paddles, each with a button.</summary>
    Paddles,
}

/// <summary>How a console is wired for a cartridge. The defaults are ALE's for a cartridge that it does not know.</summary>
public sealed record ConsoleSettings
{
    /// <summary>The television standard.</summary>
    public TvFormat Format { get; init; } = TvFormat.AutoDetect;

    /// <summary>The first line shown, counted from the line on which vertical sync ended.</summary>
    public int YStart { get; init; } = 34;

    /// <summary>
    /// The number of lines shown, 200..300 less <see cref="YStart"/>. 210 becomes 250 when the cartridge is found to be PAL.
    /// </summary>
    public int Rows { get; init; } = 210;

    /// <summary>What is plugged into the left port.</summary>
    public Controller LeftController { get; init; } = Controller.Joystick;

    /// <summary>What is plugged into the right port.</summary>
    public Controller RightController { get; init; } = Controller.Joystick;

    /// <summary>The two paddles of each pair are exchanged.</summary>
    public bool SwapPaddles { get; init; }

    /// <summary>The left controller is plugged into the right port and the reverse.</summary>
    public bool SwapPorts { get; init; }

    /// <summary>HMOVE at the start of a line blanks its first 8 pixels, as the chip does. ALE turns it off for a few games.</summary>
    public bool HmoveBlanks { get; init; } = true;

    /// <summary>The bank switching scheme to use instead of the detected one.</summary>
    public BankType? BankType { get; init; }

    /// <summary>The left difficulty switch stands at A while the console is switched on.</summary>
    public bool LeftDifficultyA { get; init; }

    /// <summary>The right difficulty switch stands at A while the console is switched on.</summary>
    public bool RightDifficultyA { get; init; }

    /// <summary>
    /// The cartridge's program is interpreted and no part of it is translated to machine code: several times slower, and the same in all
    /// else. To find out whose fault a fault is; the environment variable DQNGPU_INTERPRET=1 does it for all consoles of a process.
    /// </summary>
    public bool Interpret { get; init; }

    /// <summary>Seed of the generator that fills the RAM and starts the timer (ALE's system_random_seed).</summary>
    public uint SystemSeed { get; init; } = 4753849;
}
