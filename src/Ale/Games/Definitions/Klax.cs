using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Score, misses and level lie in the cartridge's own RAM.
    private static GameDefinition Klax() => new("klax", "eed9eaf1a0b6a2b9bc4c8032cb43e3fb")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [AtariAction.Fire, AtariAction.Noop],
        Modes = [0, 1, 2],
        SelectMode = PressUntil(ram => ram[0xF0EA], held: 2),
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0xF0B4, 0xF0B5, 0xF0B6));
            int misses = ram[0xF0EE], missesAllowed = ram[0xF0E9];
            int tiles = 0;
            for (int place = 0xB3; place < 0xB3 + 25; place++)
                if (ram[place] is not (0 or 2 or 6 or 10 or 14)) tiles++; // empty, or filled for show when a level ends
            bool full = ram[0xA8] == 4 && tiles == 25;
            progress.Terminal = (missesAllowed > 0 && misses == missesAllowed) || full || ram[0xF09D] == 0x99;
        },
    };
}
