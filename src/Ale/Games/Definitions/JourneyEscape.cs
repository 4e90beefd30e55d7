namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition JourneyEscape() => new("journey_escape", "718ae62c70af4e5fd8e932fee216948a")
    {
        Console = new() { Rows = 230 },
        MinimalActions = ActionSets.Of(0, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17),
        StartingActions = [AtariAction.Fire],
        Difficulties = [0, 1],
        Start = default,
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0x92, 0x91, 0x90));
            if (progress.Reward == 50_000) progress.Reward = 0; // the money that a game starts with
            progress.Terminal = ram[0x95] == 0 && ram[0x96] == 0;
        },
    };
}
