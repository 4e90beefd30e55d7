using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition VideoPinball() => new("video_pinball", "107cc025334211e6d29da0b6be46aec7")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 10, 11, 12),
        Modes = [0, 2],
        SelectMode = PressUntil(ram => ram[0xC1], held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0xB0, 0xB2, 0xB4),
        Terminal = ram => (ram[0xAF] & 1) != 0,
        Lives = ram => 4 + (ram[0xA8] & 1) - (ram[0x99] & 7),
    };
}
