namespace DqnGpu.Ale;

public static partial class Games
{
    /// <summary>
    /// Two-player cartridges for which ALE has no rules. They are played as <see cref="GameDefinition.Generic"/>, but the console must be
    /// set up for them: what ALE's table of cartridges says, where that is not its default.
    /// </summary>
    public static IReadOnlyList<GameDefinition> WithoutRules =>
    [
        // Found to be PAL by its lines, as the format is not given.
        WithoutRulesOf("combat", "0ef64cdbecccb7049752a3de0b7ade14", new() { YStart = 39, Rows = 256 }),
        WithoutRulesOf("joust", "3276c777cbe97cdd2b4a63ffc16b7151", new()),
        WithoutRulesOf("maze_craze", "ed2218b3075d15eaa34e3356025ccca3", new() { Format = TvFormat.Pal }),
        WithoutRulesOf(
            "warlords", "cbe5a166550a8129a5e6d374901dffad",
            new() { LeftController = Controller.Paddles, RightController = Controller.Paddles }),
    ];

    private static GameDefinition WithoutRulesOf(string name, string md5, ConsoleSettings console) =>
        GameDefinition.Generic with { Name = name, Md5 = md5, Console = console };
}
