using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition WordZapper() => new("word_zapper", "ec3beb6d8b5689e867bafb5d5f507491")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [.. ActionSets.Repeat(AtariAction.Noop, 486), AtariAction.Fire, AtariAction.Noop, AtariAction.Noop],
        Modes = [.. Enumerable.Range(0, 24)],
        SelectMode = PressUntil(ram => ram[0xDB], held: 2),
        Difficulties = [0, 1, 2, 3],
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            bool clockRuns = ram.Bcd(0xCF) > 0;
            if (!clockRuns) return;
            int wordsDone = 2 - ram.Signed(0xDC);
            progress.ScoreBecomes(wordsDone);
            progress.Terminal = wordsDone == 3 || ram.Bcd(0xDE) == 0;
        },
    };
}
