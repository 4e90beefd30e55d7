namespace DqnGpu.Ale;

public static partial class Games
{
    // A hole pays its par less the strokes it took. Memory0: the hole. Memory1: its par. Memory2: strokes as shown, two digits that wrap.
    // Memory3: Memory2 when the hole began. Score: what the wraps since then have swallowed.
    private static GameDefinition MiniatureGolf() => new("miniature_golf", "df62a658496ac98a3aa4a6ee5719c251")
    {
        MinimalActions = ActionSets.All,
        Difficulties = [0, 1],
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.Reward = 0;
            int hole = ram.Bcd(0xAF);
            if (hole != progress.Memory0)
            {
                int strokes = progress.Score + progress.Memory2 - progress.Memory3;
                if (strokes > 0) progress.Reward = progress.Memory1 - strokes;
                if (hole == 0) progress.Terminal = true;
                progress.Memory0 = hole;
                progress.Score = 0;
                progress.Memory3 = progress.Memory2;
            }
            int par = ram.Bcd(0x88); // shown between the holes only
            if (par != 0)
            {
                progress.Memory1 = par;
                return;
            }
            int shown = ram.Bcd(0x87);
            if (shown < progress.Memory2) progress.Score += progress.Memory2;
            progress.Memory2 = shown;
        },
    };
}
