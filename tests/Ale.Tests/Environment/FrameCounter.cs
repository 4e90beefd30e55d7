namespace DqnGpu.Ale.Tests;

/// <summary>
/// A cartridge made for these tests: each frame it counts in RAM 80, shows the count as the background colour, and copies the stick
/// (SWCHA) to 81, the console switches (SWCHB) to 82 and the left fire button (INPT4) to 83.
/// </summary>
internal static class FrameCounter
{
    private static readonly byte[] Program =
    [
        0x78, 0xD8, 0xA2, 0xFF, 0x9A,                   // F000         SEI, CLD, LDX #$FF, TXS
        0xA9, 0x02, 0x85, 0x00,                         // F005 frame   LDA #2, STA VSYNC
        0x85, 0x02, 0x85, 0x02, 0x85, 0x02,             //              STA WSYNC three times
        0xA9, 0x00, 0x85, 0x00,                         //              LDA #0, STA VSYNC: the frame ends here
        0xE6, 0x80,                                     //              INC $80
        0xAD, 0x80, 0x02, 0x85, 0x81,                   //              LDA SWCHA, STA $81
        0xAD, 0x82, 0x02, 0x85, 0x82,                   //              LDA SWCHB, STA $82
        0xA5, 0x0C, 0x85, 0x83,                         //              LDA INPT4, STA $83
        0xA5, 0x80, 0x85, 0x09,                         //              LDA $80, STA COLUBK
        0xA2, 0xFF, 0x85, 0x02, 0xCA, 0xD0, 0xFB,       //              LDX #255; STA WSYNC, DEX, BNE
        0x4C, 0x05, 0xF0,                               //              JMP frame
    ];

    public const int StickUp = 0x10, StickDown = 0x20, StickLeft = 0x40, StickRight = 0x80;
    public const int SwitchReset = 1, SwitchSelect = 2, SwitchLeftA = 0x40, SwitchRightA = 0x80;

    public static Cartridge Cartridge { get; } = Build();

    /// <summary>A game on it whose rules do what <paramref name="step"/> does, called after each frame.</summary>
    public static GameDefinition Game(GameStep? step = null) => new("frame_counter", Cartridge.Md5) { Step = step };

    public static AtariEnvironment Environment(GameDefinition game, AtariEnvironmentOptions? options = null) =>
        new(Cartridge, game, options ?? new AtariEnvironmentOptions { RepeatActionProbability = 0, RandomSeed = 0 });

    /// <summary>The stick's switches that are closed, bits as in SWCHA.</summary>
    public static int Stick(GameMemory ram) => ~ram[0x81] & 0xF0;

    /// <summary>RESET and SELECT where pressed, difficulty switches where at A.</summary>
    public static int Switches(GameMemory ram) => (~ram[0x82] & 3) | (ram[0x82] & 0xC0);

    public static bool Fire(GameMemory ram) => (ram[0x83] & 0x80) == 0;

    private static Cartridge Build()
    {
        var rom = new byte[2048];
        Program.CopyTo(rom, 0);
        rom[0x7FC] = 0x00; // the reset vector
        rom[0x7FD] = 0xF0;
        return Cartridge.FromBytes(rom, "frame counter");
    }
}
