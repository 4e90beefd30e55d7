using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class GameDefinitionTests
{
    private static IEnumerable<GameDefinition> All => DqnGpu.Ale.Games.All;

    [Test]
    public void ThereAre104GamesWithDistinctNamesAndCartridges()
    {
        Assert.That(All.Count(), Is.EqualTo(104));
        Assert.That(All.Select(game => game.Name), Is.Ordered.And.Unique);
        Assert.That(All.Select(game => game.Md5), Is.Unique);
    }

    [Test]
    public void EveryDefinitionIsSane([ValueSource(nameof(All))] GameDefinition game)
    {
        Assert.Multiple(() =>
        {
            Assert.That(game.Name, Does.Match("^[a-z0-9]+(_[a-z0-9]+)*$"));
            Assert.That(game.Md5, Does.Match("^[0-9a-f]{32}$"));
            Assert.That(game.LegalActions.Select(action => (int)action), Is.EqualTo(Enumerable.Range(0, 18)));
            Assert.That(game.MinimalActions, Is.Ordered.And.Unique.And.Not.Empty);
            Assert.That(game.MinimalActions, Is.SubsetOf(game.LegalActions));
            Assert.That(game.Modes, Is.Ordered.And.Unique.And.Not.Empty);
            Assert.That(game.Modes.Count == 1 || game.SelectMode is not null, "several modes need a way to reach them");
            Assert.That(game.Difficulties, Is.Ordered.And.Unique.And.Not.Empty);
            Assert.That(game.Difficulties, Is.All.InRange(0, 3));
            Assert.That(game.StartingActions, Is.All.Matches<AtariAction>(action => action == AtariAction.Reset || (int)action < 18));
            Assert.That(game.Start.Terminal, Is.False);
            Assert.That(game.Start.Lives, Is.InRange(0, 9));
            Assert.That(game.Console.YStart, Is.InRange(20, 40));
            Assert.That(game.Console.Rows, Is.InRange(210, 250));
            Assert.That(!game.FireIsIllegal || !game.MinimalActions.Any(action => action.HasFire()), "an illegal action is minimal");
        });
    }

    /// <summary>What ALE's own table of cartridges says of those that it has no rules for.</summary>
    [TestCase("0EF64CDBECCCB7049752A3DE0B7ADE14", "combat", 39, 256, TvFormat.AutoDetect, Controller.Joystick)]
    [TestCase("3276c777cbe97cdd2b4a63ffc16b7151", "joust", 34, 210, TvFormat.AutoDetect, Controller.Joystick)]
    [TestCase("ed2218b3075d15eaa34e3356025ccca3", "maze_craze", 34, 210, TvFormat.Pal, Controller.Joystick)]
    [TestCase("cbe5a166550a8129a5e6d374901dffad", "warlords", 34, 210, TvFormat.AutoDetect, Controller.Paddles)]
    public void ACartridgeWithoutRulesIsWiredAllTheSame(
        string md5, string name, int yStart, int rows, TvFormat format, Controller controllers)
    {
        GameDefinition game = DqnGpu.Ale.Games.OfCartridge(md5);
        Assert.That((game.Name, game.HasRules), Is.EqualTo((name, false)));
        Assert.That((game.Console.YStart, game.Console.Rows, game.Console.Format), Is.EqualTo((yStart, rows, format)));
        Assert.That((game.Console.LeftController, game.Console.RightController), Is.EqualTo((controllers, controllers)));
        Assert.That(All.Select(known => known.Md5), Has.No.Member(game.Md5));

        // The bundled Pong runs in a console wired so: the settings fit each other.
        var environment = new AtariEnvironment(BundledCartridges.Find("pong")!, game);
        Assert.That(environment.ScreenHeight, Is.EqualTo(format == TvFormat.Pal ? 250 : rows));
        Assert.That(environment.Act(AtariAction.Fire), Is.Zero);
    }

    [TestCase("breakout", "breakout")]
    [TestCase("space_invaders", "space_invaders")]
    [TestCase("SpaceInvaders", "space_invaders")]
    [TestCase("Space Invaders", "space_invaders")]
    [TestCase("ALE/SpaceInvaders-v5", "space_invaders")]
    [TestCase("SpaceInvadersNoFrameskip-v4", "space_invaders")]
    [TestCase("MsPacmanDeterministic-v4", "ms_pacman")]
    [TestCase("TicTacToe3D", "tic_tac_toe_3d")]
    [TestCase("Pitfall2", "pitfall2")]
    public void AGameIsFoundByAnyUsualSpelling(string typed, string name) =>
        Assert.That(DqnGpu.Ale.Games.Find(typed).Name, Is.EqualTo(name));

    [TestCase("brekout", "breakout")]
    [TestCase("pongg", "pong")]
    [TestCase("space", "space_invaders")]
    [TestCase("spaceinvader", "space_invaders")]
    public void AMisspelledNameIsToldTheNearest(string typed, string name)
    {
        Assert.That(
            () => DqnGpu.Ale.Games.Find(typed),
            Throws.ArgumentException.With.Message.Contains(typed).And.Message.Contains("Did you mean").And.Message.Contains(name));
        Assert.That(DqnGpu.Ale.Games.NearestNames(typed, 3), Has.Count.EqualTo(3).And.Contains(name));
    }

    [Test]
    public void ACartridgeIsRecognisedByItsMd5()
    {
        Assert.That(DqnGpu.Ale.Games.FindByMd5("F34F08E5EB96E500E851A80BE3277A56")!.Name, Is.EqualTo("breakout"));
        Assert.That(DqnGpu.Ale.Games.FindByMd5(new string('0', 32)), Is.Null);
    }

    [Test]
    public void TheDefinitionsAgreeWithTheTableOfGames()
    {
        string table = ConformanceFiles.Require("../reference/ale_games.tsv");
        string[][] rows = [.. File.ReadLines(table).Skip(1).Select(line => line.Split('\t')).Where(row => row.Length > 12 && row[13].Length > 0)];
        Assert.That(rows, Has.Length.EqualTo(104));
        Assert.Multiple(() =>
        {
            foreach (string[] row in rows)
            {
                GameDefinition game = DqnGpu.Ale.Games.Find(row[0]);
                Assert.That(game.Md5, Is.EqualTo(row[1]), game.Name);
                Assert.That(game.Console.YStart, Is.EqualTo(int.Parse(row[5])), game.Name);
                Assert.That($"{game.Console.LeftController}/{game.Console.RightController}".ToUpperInvariant(), Is.EqualTo(row[7]), game.Name);
                Assert.That(string.Join(' ', game.MinimalActions.Select(action => (int)action)), Is.EqualTo(row[13]), game.Name);
                Assert.That(string.Join(' ', game.Difficulties), Is.EqualTo(row[17]), game.Name);
            }
        });
    }
}
