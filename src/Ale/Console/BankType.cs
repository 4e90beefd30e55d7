namespace DqnGpu.Ale;

/// <summary>
/// How a cartridge fits its ROM into the console's 4 KB window, by the collectors' names. "SC" adds 128 bytes of RAM.
/// </summary>
public enum BankType
{
    /// <summary>2 KB, seen twice.</summary>
    Rom2K,

    /// <summary>4 KB, the whole window.</summary>
    Rom4K,

    /// <summary>8 KB in two banks, chosen by touching $1FF8 or $1FF9.</summary>
    F8,

    /// <summary>F8 with 128 bytes of RAM.</summary>
    F8SC,

    /// <summary>16 KB in four banks, chosen by touching $1FF6 .. $1FF9.</summary>
    F6,

    /// <summary>F6 with 128 bytes of RAM.</summary>
    F6SC,

    /// <summary>32 KB in eight banks, chosen by touching $1FF4 .. $1FFB.</summary>
    F4,

    /// <summary>F4 with 128 bytes of RAM.</summary>
    F4SC,

    /// <summary>Parker Brothers: 8 KB as eight 1 KB slices, three of four windows can be chosen.</summary>
    E0,

    /// <summary>Activision's 8 KB scheme of Robot Tank and Decathlon.</summary>
    FE,

    /// <summary>Pitfall II's chip: 8 KB of program, 2 KB of graphics read through eight counting pointers, a random register.</summary>
    Dpc,
}
