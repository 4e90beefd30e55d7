namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Boxing() => new("boxing", "c3ef5c4653212088eda54dc91d787870")
    {
        MinimalActions = ActionSets.All,
        Difficulties = [0, 1, 2, 3],
        Start = default,
        Score = ram => BoxingPoints(ram, 0x92) - BoxingPoints(ram, 0x93),
        Terminal = ram => BoxingPoints(ram, 0x92) == 100 || BoxingPoints(ram, 0x93) == 100
            || (ram.High(0x90) == 0 && ram.Bcd(0x91) == 0),
        Lives = _ => 0,
    };

    // A knock-out, 100 points, is kept as C0.
    private static int BoxingPoints(GameMemory ram, int address) => ram[address] == 0xC0 ? 100 : ram.Bcd(address);
}
