using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Cartridges;

public class BreakoutTests
{
    private const int BricksLeft = 0xA4, WallsLeft = 0xA5, Waiting = 0xA9;
    private const int BallX = 0xE3, BallY = 0xE5, VelocityX = 0xE7, VelocityY = 0xE9, PaddleX = 0xC8;
    private const int BrickTop = 57, PaddleRow = 189;
    private const byte Red = 0x46;

    private int _offset;
    private bool _wasRising;

    [Test]
    public void ARandomPlayerScoresAFewPointsInASaneTime()
    {
        var breakout = new BundledGame("breakout");
        int sum = 0;
        for (int episode = 0; episode < 10; episode++)
        {
            (int steps, int score) = breakout.Play(breakout.RandomPolicy(episode), noops: episode * 3, maxSteps: 5000);
            Assert.That(breakout.Environment.GameOver, Is.True);
            Assert.That(breakout.LivesSeen, Is.EqualTo(new[] { 5, 4, 3, 2, 1, 0 }));
            Assert.That(score, Is.LessThanOrEqualTo(8));
            Assert.That(steps, Is.InRange(80, 500), "the original lasts 190 actions");
            sum += score;
        }
        Assert.That(sum, Is.InRange(5, 40));
        Assert.That(breakout.OddLineCounts, Is.Empty);
    }

    [Test]
    public void APlayerWhoMeetsTheBallClearsBothWallsAndNoMoreCome()
    {
        var breakout = new BundledGame("breakout");
        breakout.Environment.ResetGame();
        int score = 0, firstWallFrames = 0;
        for (int frame = 0; frame < 40000 && score < 864 && !breakout.Environment.GameOver; frame++)
        {
            score += breakout.Act(MeetTheBall(breakout), 1);
            if (score < 432) firstWallFrames = frame;
        }
        Assert.That(score, Is.EqualTo(864), $"twice 36 bricks of 1, 4 and 7 points; frames {firstWallFrames}, lives {breakout.Environment.Lives}");
        breakout.Act(AtariAction.Noop, 500);
        Assert.That((breakout[BricksLeft], breakout[WallsLeft]), Is.EqualTo((0, 0)));
        Assert.That(breakout.OddLineCounts, Is.Empty);
    }

    [Test]
    public void WithoutFireNothingHappens()
    {
        var breakout = new BundledGame("breakout");
        breakout.Act(AtariAction.Right, 500);
        Assert.That((breakout[Waiting], breakout.Environment.Lives), Is.EqualTo((1, 5)));
        breakout.Act(AtariAction.Fire, 1);
        Assert.That(breakout[Waiting], Is.Zero);
    }

    [Test]
    public void ThePaddleReachesBothWalls()
    {
        var breakout = new BundledGame("breakout");
        breakout.Act(AtariAction.Noop, 2);
        Assert.That(breakout[PaddleX], Is.InRange(70, 74));
        breakout.Act(AtariAction.Right, 30);
        Assert.That(breakout[PaddleX], Is.EqualTo(136));
        Assert.That(PaddlePixels(breakout), Is.EqualTo(Enumerable.Range(136, 24)), "the right wall beside it shares its colour");
        breakout.Act(AtariAction.Left, 40);
        Assert.That(breakout[PaddleX], Is.EqualTo(8));
        Assert.That(PaddlePixels(breakout).Take(16), Is.EqualTo(Enumerable.Range(8, 16)));
    }

    [Test]
    public void OnlyTheMaximumOfTwoFramesShowsTheWholeBall()
    {
        var breakout = new BundledGame("breakout");
        breakout.Act(AtariAction.Fire, 10);
        for (int pair = 0; pair < 10; pair++)
        {
            HashSet<int> first = BallRows(breakout), both = [.. first, .. BallRows(breakout)];
            Assert.That(first, Has.Count.EqualTo(2));
            Assert.That(both, Has.Count.EqualTo(4));
        }
    }

    [Test]
    public void EachBrickIsWhereItsBitIs()
    {
        // A ball that rises under a brick removes exactly that brick from the screen, and its points are those of its row.
        var breakout = new BundledGame("breakout");
        breakout.Environment.ResetGame();
        int[] points = [7, 7, 4, 4, 1, 1];
        int removed = 0;
        byte[] before = breakout.Environment.Screen.ToArray();
        for (int frame = 0; frame < 20000 && removed < 40; frame++)
        {
            int left = breakout[BricksLeft];
            int reward = breakout.Act(MeetTheBall(breakout), 1);
            byte[] after = breakout.Environment.Screen.ToArray();
            if (breakout[BricksLeft] == left - 1)
            {
                removed++;
                var gone = (from row in Enumerable.Range(0, 6)
                            from column in Enumerable.Range(0, 18)
                            where BrickShown(before, row, column) && !BrickShown(after, row, column)
                            select (row, column)).ToList();
                Assert.That(gone, Has.Count.EqualTo(1));
                Assert.That(reward, Is.EqualTo(points[gone[0].row]));
                Assert.That(breakout[BallX] - (8 + 8 * gone[0].column), Is.InRange(-1, 7), "the ball was in the brick's column");
            }
            before = after;
        }
        Assert.That(removed, Is.EqualTo(40));
    }

    [Test]
    public void EveryResetBeginsTheSameGame()
    {
        var breakout = new BundledGame("breakout");
        byte[] Screens(int framesBefore)
        {
            breakout.Act(AtariAction.Fire, framesBefore);
            breakout.Environment.ResetGame();
            var screens = new List<byte>();
            Func<AtariAction> policy = breakout.RandomPolicy(5);
            for (int step = 0; step < 100; step++)
            {
                breakout.Act(policy());
                screens.AddRange(breakout.Environment.Screen);
            }
            return [.. screens];
        }
        Assert.That(Screens(777), Is.EqualTo(Screens(0)));
    }

    [Test]
    public void SelectStepsThroughTheModesThatAleAsksFor()
    {
        var breakout = new BundledGame("breakout");
        foreach (int mode in Games.Find("breakout").Modes)
        {
            breakout.Environment.SetMode(mode);
            breakout.Environment.ResetGame();
            Assert.That((breakout[0xB2], breakout.Environment.Lives), Is.EqualTo((mode, 5)));
        }
    }

    // Below the falling ball, walls included, each time with another part of the paddle so that the ball gets everywhere.
    private AtariAction MeetTheBall(BundledGame breakout)
    {
        if (breakout[Waiting] != 0) return AtariAction.Fire;
        double column = breakout[BallX], velocityY = breakout.Fixed(VelocityY);
        bool rising = velocityY < 0;
        if (_wasRising && !rising) _offset = (_offset + 5) % 9;
        _wasRising = rising;
        if (!rising && breakout[BallY] > 92)
        {
            column += breakout.Fixed(VelocityX) * (PaddleRow - 4 - breakout[BallY]) / velocityY;
            while (column is < 8 or > 150) column = column < 8 ? 16 - column : 300 - column;
        }
        double distance = column - 7 + (_offset - 4) / 4.0 - breakout[PaddleX];
        return distance > 8 ? AtariAction.Right : distance < -8 ? AtariAction.Left : AtariAction.Noop;
    }

    private static bool BrickShown(byte[] screen, int row, int column) =>
        screen[(BrickTop + 6 * row + 3) * AtariEnvironment.ScreenWidth + 8 + 8 * column] != 0
        && screen[(BrickTop + 6 * row + 3) * AtariEnvironment.ScreenWidth + 15 + 8 * column] != 0;

    private static IEnumerable<int> PaddlePixels(BundledGame breakout)
    {
        byte[] row = breakout.Environment.Screen.Slice((PaddleRow + 1) * AtariEnvironment.ScreenWidth, AtariEnvironment.ScreenWidth).ToArray();
        return Enumerable.Range(0, row.Length).Where(x => row[x] == Red);
    }

    // The rows of the next frame that show the ball, below the bricks.
    private static HashSet<int> BallRows(BundledGame breakout)
    {
        breakout.Act(AtariAction.Noop, 1);
        byte[] screen = breakout.Environment.Screen.ToArray();
        return [.. Enumerable.Range(93, 96).Where(row => screen.AsSpan(row * AtariEnvironment.ScreenWidth + 8, 144).Contains(Red))];
    }
}
