namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Enduro() => new("enduro", "94b92a882f6dbaa6993a46e2dcc58402")
    {
        MinimalActions = ActionSets.Of(0, 1, 3, 4, 5, 8, 9, 11, 12),
        StartingActions = [AtariAction.Fire],
        Start = default,
        Score = ram => CarsPassed(ram),
        Terminal = ram => ram[0xAF] == 0xFF,
        Lives = _ => 0,
    };

    // The console counts the cars still to pass, 200 on the first day and 300 on each later one.
    private static int CarsPassed(GameMemory ram)
    {
        int day = ram[0xAD], carsLeft = ram.Bcd(0xAB, 0xAC);
        return day switch
        {
            0 => 0,
            1 => 200 - carsLeft,
            _ => 200 + 300 * (day - 2) + 300 - carsLeft,
        };
    }
}
