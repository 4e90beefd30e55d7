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
