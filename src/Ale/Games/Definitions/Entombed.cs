namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Entombed() => new("entombed", "6b683be69f92958abe0e2a9945157ad5")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [AtariAction.Fire, .. ActionSets.Repeat(AtariAction.Noop, 5)],
        Difficulties = [0, 2],
        Score = ram => ram[0xE3],
        Terminal = ram => (ram[0xC7] & 3) == 0,
    };
}
