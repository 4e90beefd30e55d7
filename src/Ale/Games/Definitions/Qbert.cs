namespace DqnGpu.Ale;

public static partial class Games
{
    // Memory0: the signed life counter on the last frame; it runs from 2 to -2.
    private static GameDefinition Qbert() => new("qbert", "484b0076816a104875e00467d431c2d2")
    {
        Console = new() { YStart = 40 },
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5),
        Difficulties = [0, 1],
        Start = new() { Lives = 4, Memory0 = 2 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            int counter = ram.Signed(0x88);
            progress.Terminal = counter == -2 || (counter == 2 && progress.Memory0 == -1); // over, or over and started again within a frame
            if (counter == progress.Memory0 - 1) progress.Lives--;
            progress.Memory0 = counter;
            if (progress.Terminal) progress.Reward = 0; // the score may be cleared already
            else progress.ScoreBecomes(ram.Bcd(0xDB, 0xDA, 0xD9));
        },
    };
}
