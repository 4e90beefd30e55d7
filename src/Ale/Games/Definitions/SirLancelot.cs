namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition SirLancelot() => new("sir_lancelot", "dd0cbe5351551a538414fb9e37fc56e8")
    {
        MinimalActions = ActionSets.LeftRightFire,
        StartingActions = [AtariAction.Reset, AtariAction.Left],
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0xA0, 0x9F, 0x9E),
        Terminal = ram => ram[0xA9] == 0 && ram[0xA7] == 0xA0,
        Lives = ram => ram[0xA9],
    };
}
