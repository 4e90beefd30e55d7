using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition DoubleDunk() => new("double_dunk", "368d88a6c071caba60b4f778615aae94")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [AtariAction.UpFire],
        Modes = [.. Enumerable.Range(0, 16)],
        SelectMode = SelectDoubleDunkMode,
        Start = default,
        Score = ram => ram.Bcd(0xF6) - ram.Bcd(0xF7),
        Terminal = ram => (ram.Bcd(0xF6) >= 24 || ram.Bcd(0xF7) >= 24) && ram[0xFE] == 0xE7,
        Lives = _ => 0,
    };

    // SELECT opens a menu of yes/no options; down moves to the next one, right says yes, left says no. The first two do not matter.
    private static void SelectDoubleDunkMode(AtariEnvironment environment, int mode)
    {
        ReadOnlySpan<int> optionBits = [0x08, 0x10, 0x04, 0x20]; // three points, ten seconds, three seconds, fouls
        environment.PressSelect(1);
        MoveDown(environment);
        for (int option = 0; option < optionBits.Length; option++)
        {
            MoveDown(environment);
            int bit = optionBits[option], wanted = (mode >> option & 1) * bit;
            ActUntil(environment, wanted == 0 ? AtariAction.Left : AtariAction.Right, ram => (ram[0x80] & bit) == wanted);
        }
        environment.SoftReset();
        environment.Act(AtariAction.UpFire);
        environment.Act(AtariAction.Noop);

        static void MoveDown(AtariEnvironment environment)
        {
            int line = environment.Memory[0xB0];
            ActUntil(environment, AtariAction.Down, ram => ram[0xB0] != line);
        }
    }
}
