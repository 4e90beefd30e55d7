using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class GameRecorderTests
{
    private const float Gamma = 0.5f;
    private static readonly PlayedStepShape Shape = new(ScreenLength: 3, StackLength: 2, Actions: 2);

    private readonly ManualTime time = new();
    private GameRecorder recorder = null!;
    private PlayedStep seen = null!;

    [SetUp]
    public void Create()
    {
        recorder = new(Shape, Gamma, time);
        seen = recorder.NewStep();
    }

    [Test]
    public void TheNewestStepIsTheLastWhoseNextValueIsKnown()
    {
        Assert.That(recorder.TryCopyNewest(seen), Is.False, "nothing is played");
        Play(0, value: 4, action: 0, reward: 1);
        Assert.That(recorder.TryCopyNewest(seen), Is.False, "the next state has no value yet");
        Play(1, value: 10, action: 1, reward: 0);
        Assert.That(recorder.TryCopyNewest(seen));
        Assert.That(seen.Number, Is.Zero);
        Assert.That(seen.Screen, Is.EqualTo(new byte[] { 0, 0, 0 }));
        Assert.That(seen.Stack, Is.EqualTo(new byte[] { 100, 100 }));
        Assert.That(seen.Value, Is.EqualTo(4));
        Assert.That(seen.Reward, Is.EqualTo(1));
        // q(s, a) - (r + gamma max q(s', .)) = 4 - (1 + 0.5 * 10)
        Assert.That(seen.Error, Is.EqualTo(-2));
        Assert.That(recorder.TryCopyNewest(seen, after: 0), Is.False, "it was seen");
        Play(2, value: 6, action: 1, reward: 0, wasRandom: true);
        Assert.That(recorder.TryCopyNewest(seen, after: 0));
        // The action taken has the smaller value here: 9 - 0.5 * 6.
        Assert.That((seen.Number, seen.Error), Is.EqualTo((1L, 6f)));
        Play(3, value: 0, action: 0, reward: 0);
        Assert.That(recorder.TryCopyNewest(seen, after: 1));
        Assert.That((seen.Number, seen.WasRandom), Is.EqualTo((2L, true)));
    }

    [Test]
    public void AfterATerminalStepNothingIsExpected()
    {
        Play(0, value: 4, action: 0, reward: -1, terminal: true);
        Play(1, value: 100, action: 0, reward: 0);
        Assert.That(recorder.TryCopyNewest(seen));
        Assert.That((seen.Terminal, seen.Error), Is.EqualTo((true, 5f)));
    }

    [Test]
    public void WhereTheNetworkWasNotAskedNothingIsKnown()
    {
        Play(0, value: null, action: 1, reward: 1);
        Play(1, value: 7, action: 0, reward: 1);
        Play(2, value: null, action: 0, reward: 1);
        Assert.That(recorder.TryCopyNewest(seen));
        Assert.That((seen.Number, seen.Error), Is.EqualTo((1L, float.NaN)), "the next state has no value");
        Assert.That(seen.Surprise, Is.Zero);
        Play(3, value: 1, action: 0, reward: 1);
        recorder.TryCopyNewest(seen);
        Assert.That(seen.Values, Is.All.NaN);
    }

    [Test]
    public void ItIsWantedForTwoSecondsAfterEachLook()
    {
        Assert.That(recorder.IsWanted, Is.False);
        recorder.TryCopyNewest(seen);
        time.Pass(TimeSpan.FromSeconds(1.9));
        Assert.That(recorder.IsWanted);
        recorder.BeginClip();
        time.Pass(TimeSpan.FromSeconds(1.9));
        Assert.That(recorder.IsWanted);
        recorder.TryCopy(0, 0, seen);
        time.Pass(TimeSpan.FromSeconds(1.9));
        Assert.That(recorder.IsWanted);
        time.Pass(TimeSpan.FromSeconds(0.2));
        Assert.That(recorder.IsWanted, Is.False);
    }

    [Test]
    public void AStepIsNoNeighbourOfOneBeforeAGap([Values] bool told)
    {
        Play(0, value: 4, action: 0, reward: 0);
        Play(1, value: 4, action: 0, reward: 0);
        if (told)
            recorder.Forget();
        else
            recorder.Reach(50, new byte[Shape.ScreenLength]);
        Play(51, value: 8, action: 0, reward: 0, reach: told);
        Assert.That(recorder.TryCopyNewest(seen));
        Assert.That(seen.Number, Is.Zero, "step 1 has no next value, and never gets one");
        Play(52, value: 2, action: 0, reward: 0);
        Play(53, value: 2, action: 0, reward: 0);
        recorder.TryCopyNewest(seen);
        Assert.That((seen.Number, seen.Error), Is.EqualTo((52L, 1f)));
    }

    [Test]
    public void AClipIsPlayedWhileItIsRecorded()
    {
        var clip = recorder.BeginClip();
        Assert.That(recorder.TryCopy(clip, 0, seen), Is.False);
        PlayMany(0, 10);
        for (var i = 0; i < 9; i++)
        {
            Assert.That(recorder.TryCopy(clip, i, seen), Is.True);
            Assert.That(seen.Number, Is.EqualTo(i));
        }
        Assert.That(recorder.TryCopy(clip, 9, seen), Is.False, "the last step's next value is unknown");
        Assert.That(recorder.BeginClip(), Is.EqualTo(clip), "who comes later sees it too");
        PlayMany(10, 400);
        Assert.That(recorder.TryCopy(clip, GameRecorder.ClipLength - 1, seen), Is.True);
        Assert.That(seen.Number, Is.EqualTo(GameRecorder.ClipLength - 1));
        Assert.That(recorder.TryCopy(clip, GameRecorder.ClipLength, seen), Is.Null, "that is all of it");
    }

    [Test]
    public void TwoWhoLookSeeEachClipToItsEnd()
    {
        var first = recorder.BeginClip();
        PlayMany(0, 400);
        var second = recorder.BeginClip(first);
        Assert.That(second, Is.Not.EqualTo(first));
        PlayMany(400, 400);
        Assert.That(recorder.TryCopy(first, 200, seen), Is.True, "the slower one is not done");
        Assert.That(seen.Number, Is.EqualTo(200));
        Assert.That(recorder.TryCopy(second, 0, seen), Is.True);
        // The step acted on when the clip began is its first.
        Assert.That(seen.Number, Is.EqualTo(399));
        Assert.That(recorder.BeginClip(first), Is.EqualTo(second), "the slower one goes on with what the other sees");
        recorder.BeginClip(second);
        Assert.That(recorder.TryCopy(first, 200, seen), Is.Null, "two are kept");
    }

    [Test]
    public void ClipsHoldConsecutiveStepsOnlyAndNoneOfLongAgo([Values(5, 400)] int recorded)
    {
        var clip = recorder.BeginClip();
        PlayMany(0, recorded);
        recorder.Forget();
        PlayMany(1_000, 20);
        var known = Math.Min(recorded - 1, GameRecorder.ClipLength);
        Assert.That(recorder.TryCopy(clip, known - 1, seen), Is.True);
        Assert.That(seen.Number, Is.EqualTo(known - 1));
        Assert.That(recorder.TryCopy(clip, known, seen), Is.Null, "it ends where nobody looked");
        var next = recorder.BeginClip();
        Assert.That(next, Is.Not.EqualTo(clip), "who comes now sees what is played now");
        PlayMany(1_020, 20);
        Assert.That(recorder.TryCopy(next, 0, seen), Is.True);
        Assert.That(seen.Number, Is.GreaterThanOrEqualTo(1_019));
    }

    [Test]
    public void PlayingAllocatesNothing()
    {
        recorder.BeginClip();
        PlayMany(0, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Span<float> values = [1, 2];
        Span<byte> screen = [1, 2, 3];
        for (var i = 10; i < 500; i++)
        {
            recorder.Act(values, 0, false, default);
            recorder.Reach(i, screen).Stack.AsSpan().Fill(1);
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread(), Is.EqualTo(before));
    }

    private void PlayMany(int from, int count)
    {
        for (var i = from; i < from + count; i++)
            Play(i, value: 1, action: 0, reward: 0);
    }

    /// <summary>Reaches a state and acts in it; the first action has the given value, the other one less.</summary>
    private void Play(long number, float? value, int action, float reward, bool wasRandom = false, bool terminal = false, bool reach = true)
    {
        if (reach)
            recorder.Reach(number, [(byte)number, (byte)number, (byte)number]).Stack.AsSpan().Fill((byte)(100 + number));
        recorder.Act(value is { } q ? [q, q - 1] : default, action, wasRandom, new(reward, terminal, false, terminal, Score: 0, Frames: 0));
    }
}
