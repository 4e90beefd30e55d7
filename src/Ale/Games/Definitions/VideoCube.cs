using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // A mode is 100 times the number of the cube (none = 1) plus the kind of game.
    // Score: faces of one colour. Memory0: the clock on the last frame.
    private static GameDefinition VideoCube() => new("video_cube", "3f540a30fdee0b20aed7288e4a5ea528")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [.. ActionSets.Repeat(AtariAction.Noop, 61), AtariAction.Fire, AtariAction.Noop, AtariAction.Noop],
        Modes = VideoCubeModes(),
        SelectMode = SelectVideoCubeMode,
        Difficulties = [0, 1],
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            int faces = 0;
            for (int face = 0; face < 6; face++)
            {
                bool uniform = true;
                for (int block = 1; block < 9; block++) uniform &= ram[0xA0 + 9 * face + block] == ram[0xA0 + 9 * face];
                if (uniform) faces++;
            }
            bool timedOut = progress.Memory0 == 0xFF && ram[0xDB] == 0;
            progress.Memory0 = ram[0xDB];
            progress.Reward = timedOut ? -1 : faces - progress.Score;
            progress.Score = faces;
            progress.Terminal = timedOut || faces == 6;
        },
    };

    private static int[] VideoCubeModes() =>
        [.. Enumerable.Range(0, 51).SelectMany(cube => (int[])[100 * cube, 100 * cube + 1, 100 * cube + 2])];

    private static void SelectVideoCubeMode(AtariEnvironment environment, int mode)
    {
        int kind = (mode % 100) switch { 0 => 0, 1 => 2, _ => 8 };
        int cube = Math.Max(1, mode / 100);
        PressSelectUntil(environment, kind, (ram, wanted) => (ram[0xFB] & 0x1F) == wanted, held: 2);
        environment.SoftReset();
        ActUntil(environment, AtariAction.Right, ram => ram.Bcd(0x9F) == cube, noopBetween: false);
    }
}
