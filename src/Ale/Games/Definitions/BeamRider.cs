namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition BeamRider() => new("beam_rider", "79ab4123a83dc11d468fb2108ea09e2e")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 6, 7, 11, 12),
        StartingActions = [AtariAction.Right],
        Difficulties = [0, 1],
        Start = new() { Lives = 3 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0x89, 0x8A, 0x8B));
            progress.Terminal = ram[0x85] == 0xFF;
            int lives = ram[0x85] + 1;
            bool deathShown = ram[0x8C] == 1; // the counter blinks while the ship explodes
            if (lives != progress.Lives - 1 || deathShown) progress.Lives = lives;
        },
    };
}
