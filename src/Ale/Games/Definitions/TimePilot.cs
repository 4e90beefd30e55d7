namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition TimePilot() => new("time_pilot", "fc2104dd2dadf9a6176c1c1c8f87ced9")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 10, 11, 12, 13),
        Difficulties = [0, 1, 2],
        Start = new() { Lives = 5 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(100 * ram.Bcd(0x8D, 0x8F));
            progress.Terminal = ram[0xA0] != 0;
            bool flying = ram.Low(0x80) == 2;
            if (flying) progress.Lives = (ram[0x8B] & 7) + 1;
        },
    };
}
