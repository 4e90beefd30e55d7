using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Jamesbond() => new("jamesbond", "e51030251e440cffaab1ac63438b44ae")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 1],
        SelectMode = PressUntil((ram, mode) => ram[0x8C] == mode || ram[0x8C] == mode + 0x48, held: 20),
        Start = new() { Lives = 6 },
        Score = ram => ram.Bcd(0xDC, 0xDD, 0xDE),
        Terminal = ram => ram.Low(0x86) == 0 && ram[0x8C] == 0x68,
        Lives = ram => ram.Low(0x86) + 1,
    };
}
