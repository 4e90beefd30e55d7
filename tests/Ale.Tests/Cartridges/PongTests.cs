using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Cartridges;

public class PongTests
{
    private const int ServeTimer = 0x83, LeftScore = 0x8D, RightScore = 0x8E;
    private const int BallX = 0xB1, RightY = 0xB3, BallY = 0xB6, VelocityX = 0xB8, VelocityY = 0xBA;
    private const byte Orange = 0x38, Green = 0xC8, White = 0x0E;

    [Test]
    public void ARandomPlayerLosesAboutTwentyOneToNothing()
    {
        var pong = new BundledGame("pong");
        for (int episode = 0; episode < 6; episode++)
        {
            (int steps, int score) = pong.Play(pong.RandomPolicy(episode), noops: episode * 5, maxSteps: 5000);
            Assert.That(pong.Environment.GameOver, Is.True);
            Assert.That(pong[LeftScore], Is.EqualTo(21));
            Assert.That(pong[RightScore], Is.LessThanOrEqualTo(6));
            Assert.That(score, Is.EqualTo(pong[RightScore] - 21), "the reward is the change of the lead");
            Assert.That(steps, Is.InRange(600, 1600), "the original lasts 900 actions");
        }
        Assert.That(pong.OddLineCounts, Is.Empty);
    }

    [Test]
    public void APlayerWhoMeetsTheBallWins()
    {
        var pong = new BundledGame("pong");
        for (int episode = 0; episode < 3; episode++)
        {
            (_, int score) = pong.Play(() => MeetTheBall(pong), noops: 3 + 7 * episode, maxSteps: 10000);
            Assert.That(pong[RightScore], Is.EqualTo(21));
            Assert.That(score, Is.GreaterThanOrEqualTo(18));
        }
        Assert.That(pong.OddLineCounts, Is.Empty);
    }

    /// <summary>A player who turns the paddle by parts of a step and returns every ball flat would be returned by the opponent for ever.</summary>
    [Test]
    public void NoRallyOfFlatBallsIsEndless()
    {
        var pong = new BundledGame("pong");
        pong.Environment.ResetGame();
        int rally = 0, longest = 0, points = 0;
        for (int frame = 0; frame < 30_000 && !pong.Environment.GameOver; frame++)
        {
            (AtariAction action, float strength) = ReturnFlat(pong);
            points += Math.Abs(pong.Environment.Act(action, strength));
            rally = pong[ServeTimer] == 0 ? rally + 1 : 0;
            longest = Math.Max(longest, rally);
        }
        Assert.That(longest, Is.InRange(1_200, 4_000), "frames from a serve to the point");
        Assert.That(points, Is.GreaterThanOrEqualTo(10));
    }

    [Test]
    public void RightMovesThePaddleUpAndLeftDownOverTheWholeField()
    {
        var pong = new BundledGame("pong");
        pong.Environment.ResetGame();
        pong.Act(AtariAction.Noop, 3);
        Assert.That(pong[RightY], Is.InRange(68, 76), "the middle of the paddle's turn is the middle of the field");
        int before = pong[RightY];
        pong.Act(AtariAction.Right);
        Assert.That(before - pong[RightY], Is.InRange(10, 20), "rows in one action, the last frame of which is yet to be seen");
        pong.Act(AtariAction.Right, 20);
        Assert.That(pong[RightY], Is.LessThanOrEqualTo(2));
        pong.Act(AtariAction.Left, 40);
        Assert.That(pong[RightY], Is.EqualTo(144));
        Assert.That(RowsOf(pong, Green), Is.EqualTo(Enumerable.Range(34 + 144, 16)), "the whole paddle is on the field");
    }

    [Test]
    public void TheBallIsServedByItselfAndEarlierWithFire()
    {
        int FramesUntilServe(AtariAction action)
        {
            var pong = new BundledGame("pong");
            pong.Environment.ResetGame();
            int frames = 0;
            for (; pong[ServeTimer] != 0; frames++) pong.Act(action, 1);
            return frames;
        }
        Assert.That(FramesUntilServe(AtariAction.Noop), Is.EqualTo(55));
        Assert.That(FramesUntilServe(AtariAction.Fire), Is.EqualTo(42));
    }

    [Test]
    public void TheBallIsInEveryFrameWhereTheRamSays()
    {
        var pong = new BundledGame("pong");
        pong.Environment.ResetGame();
        pong.Act(AtariAction.Noop, 60);
        for (int frame = 0; frame < 60; frame++)
        {
            pong.Act(AtariAction.Noop, 1);
            int pixel = (34 + pong[BallY] + 2) * AtariEnvironment.ScreenWidth + pong[BallX];
            Assert.That(pong.Environment.Screen[pixel], Is.EqualTo(White));
            Assert.That(pong.Environment.Screen[pixel - 1], Is.Not.EqualTo(White));
            Assert.That(pong.Environment.Screen[pixel + 2], Is.Not.EqualTo(White));
        }
    }

    [Test]
    public void EveryResetBeginsTheSameGame()
    {
        var pong = new BundledGame("pong");
        byte[] Screens(int framesBefore)
        {
            pong.Act(AtariAction.LeftFire, framesBefore);
            pong.Environment.ResetGame();
            var screens = new List<byte>();
            Func<AtariAction> policy = pong.RandomPolicy(5);
            for (int step = 0; step < 100; step++)
            {
                pong.Act(policy());
                screens.AddRange(pong.Environment.Screen);
            }
            return [.. screens];
        }
        Assert.That(Screens(777), Is.EqualTo(Screens(0)));
    }

    [Test]
    public void TheGameDependsOnWhenThePlayerMoves()
    {
        // The same serve would have the same angle; among twelve games with different waits there are several.
        var angles = new HashSet<double>();
        for (int noops = 0; noops < 12; noops++)
        {
            var pong = new BundledGame("pong");
            pong.Environment.ResetGame();
            pong.Act(AtariAction.Noop, noops);
            pong.Act(AtariAction.Right);
            while (pong[ServeTimer] != 0) pong.Act(AtariAction.Noop, 1);
            angles.Add(pong.Fixed(VelocityY));
        }
        Assert.That(angles, Has.Count.GreaterThanOrEqualTo(3));
    }

    [Test]
    public void ADifficultySwitchHalvesAPaddle([Values(0, 1, 2, 3)] int difficulty)
    {
        var pong = new BundledGame("pong", difficulty);
        pong.Act(AtariAction.Noop);
        Assert.That(RowsOf(pong, Orange).Count(row => row >= 34), Is.EqualTo((difficulty & 1) != 0 ? 8 : 16));
        Assert.That(RowsOf(pong, Green).Count(row => row >= 34), Is.EqualTo((difficulty & 2) != 0 ? 8 : 16));
    }

    private static AtariAction MeetTheBall(BundledGame pong)
    {
        double distance = RowOfTheBall(pong) - 6 - pong[RightY];
        return distance > 8 ? AtariAction.Left : distance < -8 ? AtariAction.Right : AtariAction.Noop;
    }

    // A whole step moves the paddle by a little over four rows in a frame; small parts of one stop it within a row of the right place.
    private static (AtariAction Action, float Strength) ReturnFlat(BundledGame pong)
    {
        double distance = RowOfTheBall(pong) - 6 - pong[RightY];
        AtariAction action = Math.Abs(distance) <= 1 ? AtariAction.Noop : distance > 0 ? AtariAction.Left : AtariAction.Right;
        return (action, (float)Math.Min(Math.Abs(distance) / 20, 1));
    }

    // Where the ball will meet the right paddle, walls included; the field's middle while it leaves.
    private static double RowOfTheBall(BundledGame pong)
    {
        double velocityX = pong.Fixed(VelocityX);
        if (pong[ServeTimer] != 0 || velocityX <= 0) return 78;
        double row = pong[BallY] + pong.Fixed(VelocityY) * (138 - pong[BallX]) / velocityX;
        while (row is < 0 or > 156) row = row < 0 ? -row : 2 * 156 - row;
        return row;
    }

    private static IEnumerable<int> RowsOf(BundledGame pong, byte color)
    {
        byte[] screen = pong.Environment.Screen.ToArray();
        return Enumerable.Range(34, 160).Where(row => screen.AsSpan(row * AtariEnvironment.ScreenWidth, AtariEnvironment.ScreenWidth).Contains(color));
    }
}
