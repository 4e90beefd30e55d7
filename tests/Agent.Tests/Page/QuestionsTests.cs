using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class QuestionsTests
{
    private static readonly StageAccess Access = new(null!, null!, null!, null!);

    private readonly ManualTime time = new();
    private Questions questions = null!;

    [SetUp]
    public void Create() => questions = new(time);

    [Test]
    public void TheyAreAnsweredInTheirOrderOnTheThreadThatPlays()
    {
        var order = new List<(int Question, int Thread)>();
        var answers = Enumerable.Range(0, 3).Select(i => questions.Ask(access =>
        {
            Assert.That(access, Is.SameAs(Access));
            order.Add((i, Environment.CurrentManagedThreadId));
            return i * i;
        })).ToArray();
        Assert.That(questions.AreWaiting);
        Assert.That(answers.Select(answer => answer.IsCompleted), Is.All.False);
        while (questions.AnswerOne(Access)) ;
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 3).Select(i => (i, Environment.CurrentManagedThreadId))));
        Assert.That(answers.Select(answer => answer.Result), Is.EqualTo(new[] { 0, 1, 4 }));
        Assert.That(questions.AreWaiting, Is.False);
    }

    [Test]
    public void WhatFailsFailsForWhoAskedOnly()
    {
        var bad = questions.Ask<int>(_ => throw new InvalidDataException("no"));
        var good = questions.Ask(_ => 1);
        Assert.That(questions.AnswerOne(Access));
        Assert.That(questions.AnswerOne(Access));
        Assert.That(async () => await bad, Throws.TypeOf<InvalidDataException>());
        Assert.That(good.Result, Is.EqualTo(1));
    }

    [Test]
    public void AfterTheEndTheyAreRefusedWithTheReason()
    {
        var before = questions.Ask(_ => 1);
        questions.End("It is over.");
        var after = questions.Ask(_ => 2);
        Assert.That(async () => await before, Throws.InvalidOperationException.With.Message.EqualTo("It is over."));
        Assert.That(async () => await after, Throws.InvalidOperationException.With.Message.EqualTo("It is over."));
        Assert.That(questions.AreWaiting, Is.False);
    }

    // Whoever asks, and whatever the answers cost: here more than all of the time.
    [Test]
    public void ATrainingGivesAnswersTheirShareOfTheTimeAndNoMore([Values(0.2, 3, 200)] double millisecondsOfAnAnswer)
    {
        var answered = TimeSpan.Zero;
        var cost = TimeSpan.FromMilliseconds(millisecondsOfAnAnswer);
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < TimeSpan.FromMinutes(2))
        {
            for (var i = 0; i < 3; i++)
            {
                questions.Ask(_ =>
                {
                    time.Pass(cost);
                    answered += cost;
                    return 0;
                });
            }
            time.Pass(TimeSpan.FromMilliseconds(4));
            questions.AnswerWithinShare(Access);
        }
        var allowed = Questions.ShareOfTime * time.GetElapsedTime(start);
        Assert.That(answered, Is.LessThan(allowed + cost + TimeSpan.FromMilliseconds(60)));
        Assert.That(answered, Is.GreaterThan(0.9 * allowed), "and the share is used");
    }

    [Test]
    public void AfterALongSilenceOnlyAFewMayComeAtOnce()
    {
        time.Pass(TimeSpan.FromHours(1));
        var answers = Enumerable.Range(0, 100).Select(_ => questions.Ask(_ =>
        {
            time.Pass(TimeSpan.FromMilliseconds(10));
            return 0;
        })).ToArray();
        for (var i = 0; i < 100; i++)
            questions.AnswerWithinShare(Access);
        Assert.That(answers.Count(answer => answer.IsCompleted), Is.InRange(4, 8), "fifty milliseconds of credit");
    }

    [Test]
    public void WhileThePlayersWaitEverythingIsAnswered()
    {
        var real = new Questions();
        var holds = true;
        var answers = Enumerable.Range(0, 50).Select(i => real.Ask(_ =>
        {
            if (i == 49)
                holds = false;
            return i;
        })).ToArray();
        real.AnswerUntil(Access, long.MaxValue, () => holds);
        Assert.That(answers.Select(answer => answer.Result), Is.EqualTo(Enumerable.Range(0, 50)));
    }

    [Test]
    public void AWaitEndsAtItsTime()
    {
        var asked = 0;
        questions.AnswerUntil(Access, time.GetTimestamp(), () => ++asked < 100);
        Assert.That(asked, Is.EqualTo(1));
    }
}
