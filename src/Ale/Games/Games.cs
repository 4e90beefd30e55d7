namespace DqnGpu.Ale;

/// <summary>The games that the Arcade Learning Environment has rules for, found by name or by the MD5 of their cartridge.</summary>
public static partial class Games
{
    /// <summary>All games, by name in ascending order.</summary>
    public static IReadOnlyList<GameDefinition> All { get; } =
    [
        Adventure(), AirRaid(), Alien(), Amidar(), Assault(), Asterix(), Asteroids(), Atlantis(), Atlantis2(), Backgammon(),
        BankHeist(), BasicMath(), BattleZone(), BeamRider(), Berzerk(), Blackjack(), Bowling(), Boxing(), Breakout(), Carnival(),
        Casino(), Centipede(), ChopperCommand(), CrazyClimber(), Crossbow(), Darkchambers(), Defender(), DemonAttack(), DonkeyKong(),
        DoubleDunk(), Earthworld(), ElevatorAction(), Enduro(), Entombed(), Et(), FishingDerby(), FlagCapture(), Freeway(), Frogger(),
        Frostbite(), Galaxian(), Gopher(), Gravitar(), Hangman(), HauntedHouse(), Hero(), HumanCannonball(), IceHockey(), Jamesbond(),
        JourneyEscape(), Kaboom(), Kangaroo(), KeystoneKapers(), KingKong(), Klax(), Koolaid(), Krull(), KungFuMaster(), LaserGates(),
        LostLuggage(), MarioBros(), MiniatureGolf(), MontezumaRevenge(), MrDo(), MsPacman(), NameThisGame(), Othello(), Pacman(),
        Phoenix(), Pitfall(), Pitfall2(), Pong(), Pooyan(), PrivateEye(), Qbert(), Riverraid(), RoadRunner(), Robotank(), Seaquest(),
        SirLancelot(), Skiing(), Solaris(), SpaceInvaders(), SpaceWar(), StarGunner(), Superman(), Surround(), Tennis(), Tetris(),
        TicTacToe3d(), TimePilot(), Trondead(), Turmoil(), Tutankham(), UpNDown(), Venture(), VideoCheckers(), VideoChess(),
        VideoCube(), VideoPinball(), WizardOfWor(), WordZapper(), YarsRevenge(), Zaxxon(),
    ];

    private static readonly Dictionary<string, GameDefinition> ByKey = All.ToDictionary(game => KeyOf(game.Name));
    private static readonly Dictionary<string, GameDefinition> ByMd5 = All.ToDictionary(game => game.Md5);

    /// <summary>
    /// The game of a name, written in any of the usual ways: <c>space_invaders</c>, <c>SpaceInvaders</c>, <c>Space Invaders</c>,
    /// <c>ALE/SpaceInvaders-v5</c>, <c>SpaceInvadersNoFrameskip-v4</c>.
    /// </summary>
    /// <exception cref="ArgumentException">No game has that name; the message names the nearest ones.</exception>
    public static GameDefinition Find(string name) => TryFind(name, out GameDefinition? game)
        ? game
        : throw new ArgumentException($"There is no game '{name}'. Did you mean {string.Join(", ", NearestNames(name, 3))}?", nameof(name));

    /// <summary>As <see cref="Find"/>, but false instead of an exception.</summary>
    public static bool TryFind(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GameDefinition? game) =>
        ByKey.TryGetValue(KeyOf(name), out game);

    /// <summary>The game whose cartridge has this MD5 (hex, any case), or null.</summary>
    public static GameDefinition? FindByMd5(string md5) => ByMd5.GetValueOrDefault(md5.ToLowerInvariant());

    /// <summary>
    /// What is played with a cartridge: the game whose cartridge it is, ALE's or the bundled one; else one of <see cref="WithoutRules"/>;
    /// else <see cref="GameDefinition.Generic"/>. <see cref="GameDefinition.HasRules"/> tells whether there are rewards.
    /// </summary>
    /// <param name="md5">MD5 of the cartridge, hex, any case.</param>
    public static GameDefinition OfCartridge(string md5) =>
        FindByMd5(md5) ?? BundledCartridges.GameOf(md5)
        ?? WithoutRules.FirstOrDefault(game => game.Md5.Equals(md5, StringComparison.OrdinalIgnoreCase)) ?? GameDefinition.Generic;

    /// <summary>The known names most like <paramref name="name"/>, best first.</summary>
    public static IReadOnlyList<string> NearestNames(string name, int count)
    {
        string key = KeyOf(name);
        return [.. All.Select(game => game.Name).OrderBy(known => NameDistance(key, KeyOf(known))).ThenBy(known => known).Take(count)];
    }

    // Letters and digits only, lower case, without Gymnasium's namespace, variant and version.
    private static string KeyOf(string name)
    {
        string bare = name.StartsWith("ALE/", StringComparison.OrdinalIgnoreCase) ? name[4..] : name;
        int version = bare.LastIndexOf("-v", StringComparison.Ordinal);
        if (version > 0)
        {
            bare = bare[..version];
            foreach (string variant in (string[])["NoFrameskip", "Deterministic"])
                if (bare.EndsWith(variant, StringComparison.Ordinal)) bare = bare[..^variant.Length];
        }
        return string.Concat(bare.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
    }

    // Edit distance, but a name that starts with what was typed is nearer than any misspelling.
    private static int NameDistance(string typed, string known)
    {
        if (typed.Length > 0 && known.StartsWith(typed, StringComparison.Ordinal)) return 0;
        var row = new int[known.Length + 1];
        for (int j = 0; j <= known.Length; j++) row[j] = j;
        for (int i = 1; i <= typed.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= known.Length; j++)
            {
                int substituted = diagonal + (typed[i - 1] == known[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[known.Length];
    }
}
