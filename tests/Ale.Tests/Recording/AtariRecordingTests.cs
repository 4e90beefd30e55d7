using System.Text;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Recording;

internal class AtariRecordingTests
{
    private static readonly Cartridge Breakout = BundledCartridges.Find("breakout")!;

    [Test]
    public void APlaybackShowsTheSameFrames()
    {
        var (recorder, frames) = Played(steps: 1000);
        AtariRecording recording = Through(recorder.ToRecording());
        Assert.That(
            (recording.Game, recording.CartridgeMd5, recording.Steps, recording.Options.RandomSeed), Is.EqualTo(("breakout", Breakout.Md5, recorder.Steps, 9u)));
        Assert.That(Frames(recording), Is.EqualTo(frames));
    }

    [Test]
    public void WhatIsPlayedBeneathThePreprocessingIsRecorded([Values("sb3", "gymnasium", "ale")] string preset)
    {
        AtariRecorder recorder = null!;
        PreprocessedEnvironment environment = PreprocessedEnvironment.Create(
            Breakout, Games.Find("breakout"), PreprocessingOptions.Find(preset), seed: 4, around: console => recorder = new AtariRecorder(console));
        var observation = new byte[environment.ObservationSize];
        var frames = new List<ulong>();
        environment.FramePlayed = () => frames.Add(GameTrace.Fnv1a64(environment.Game.Screen));
        environment.Reset(observation);
        for (int i = 0; i < 300; i++)
        {
            StepResult result = i % 5 == 0 ? environment.Step(new ContinuousAction(0.7f, i, i % 3), observation) : environment.Step(i % environment.ActionCount, observation);
            if (result.NeedsReset)
                environment.Reset(observation);
        }
        environment.Reset(observation, seed: 77);
        environment.Step(1, observation);
        Assert.That(recorder.Steps, Is.EqualTo(frames.Count));
        Assert.That(Frames(Through(recorder.ToRecording())), Is.EqualTo(frames));
    }

    [Test]
    public void AFileIsSmall()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.rec");
        try
        {
            Played(steps: 1000).Recorder.Save(file);
            Assert.That(new FileInfo(file).Length, Is.LessThan(1500));
            Assert.That(AtariRecording.Load(file).Steps, Is.EqualTo(1000));
            Assert.That(File.Exists(file + ".new"), Is.False);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void AnotherCartridgeIsRefusedAndNamed() =>
        Assert.That(
            () => Played(10).Recorder.ToRecording().Play(BundledCartridges.Find("pong")!),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(Breakout.Md5).And.Message.Contains(BundledCartridges.Find("pong")!.Md5));

    [Test]
    public void DamagedShortAndForeignFilesAreRefused()
    {
        byte[] good = Bytes(Played(700).Recorder.ToRecording());
        Assert.That(() => Read(Encoding.ASCII.GetBytes("GIF89a and so on")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("a.rec is no recording"));
        Assert.That(() => Read([]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("no recording"));
        byte[] later = [.. good];
        later[Array.IndexOf(later, (byte)'\n') - 1] = (byte)'2';
        Assert.That(() => Read(later), Throws.TypeOf<InvalidDataException>().With.Message.Contains("version 2; expected version 1"));
        for (int length = 20; length < good.Length; length += 3)
            Assert.That(() => Read(good[..length]), Throws.TypeOf<InvalidDataException>().With.Message.Contains("cut short"), $"{length} bytes of {good.Length}");
        for (int place = 19; place < good.Length; place++)
        {
            byte[] damaged = [.. good];
            damaged[place] ^= 4;
            Assert.That(() => Read(damaged), Throws.TypeOf<InvalidDataException>().With.Message.Contains("damaged"), $"byte {place}");
        }
    }

    /// <summary>What the checksum lets pass, for it was written so.</summary>
    [Test]
    public void EventsThatAreNoneAreRefused()
    {
        RecordingHeader header = new("breakout", Breakout.Md5, 2, new() { RandomSeed = 1 });
        Refuses(header, [0, 1], "ends before its end");
        Refuses(header, [0, 68], "1 actions instead of 2");
        Refuses(header, [0, 1, 68, 0], "2 actions and more");
        Refuses(header, [0, 30, 68], "a byte 30");
        Refuses(header, [0, 66, 1, 0, 0, 0x40, 0x40, 68], "action 1 of strength 3");
        Refuses(header with { Options = header.Options with { FrameSkip = 0 } }, [0, 1, 68], "FrameSkip");
        AtariRecording unknown = Through(new AtariRecording(header with { Game = "brakeout" }, [0, 1, 68]));
        Assert.That(() => unknown.Play(Breakout), Throws.TypeOf<InvalidDataException>().With.Message.Contains("breakout"));

        static void Refuses(RecordingHeader header, byte[] events, string because) => Assert.That(
            () => Through(new AtariRecording(header, events)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("a.rec").And.Message.Contains(because));
    }

    [Test]
    public void AGameThatDiffersIsNoticedAndSaysWhere()
    {
        AtariRecording played = Played(1000).Recorder.ToRecording();
        // Another seed: other sticky actions.
        var other = new AtariRecording(
            new(played.Game, played.CartridgeMd5, played.Steps, played.Options with { RandomSeed = 8 }), played.Events.ToArray());
        Assert.That(() => Frames(other), Throws.TypeOf<InvalidDataException>().With.Message.Contains("up to number 300"));
    }

    [Test]
    public void ARecordedGameCannotBeRestored()
    {
        AtariRecorder recorder = Played(10).Recorder;
        var state = new byte[recorder.StateSize(includeRandom: true)];
        recorder.SaveState(state, includeRandom: true);
        Assert.That(() => recorder.LoadState(state, includeRandom: true), Throws.TypeOf<NotSupportedException>());
    }

    private static (AtariRecorder Recorder, List<ulong> Frames) Played(int steps)
    {
        var environment = new AtariEnvironment(Breakout, Games.Find("breakout"), new() { RandomSeed = 9 });
        environment.Act(1);
        var recorder = new AtariRecorder(environment);
        var frames = new List<ulong>();
        for (int i = 0; i < steps; i++)
        {
            if (recorder.GameOver || i % 400 == 399)
                recorder.ResetGame();
            if (i == 600)
                recorder.Reload(10);
            recorder.Act(i / 10 % 18, i % 4 == 0 ? 0.25f * (i % 5) : 1);
            frames.Add(GameTrace.Fnv1a64(recorder.Screen));
        }
        return (recorder, frames);
    }

    private static List<ulong> Frames(AtariRecording recording)
    {
        AtariPlayback playback = recording.Play(Breakout);
        var frames = new List<ulong>();
        while (playback.Step())
            frames.Add(GameTrace.Fnv1a64(playback.Environment.Screen));
        Assert.That(playback.Steps, Is.EqualTo(recording.Steps));
        Assert.That(playback.Step(), Is.False, "it stays over");
        return frames;
    }

    private static AtariRecording Through(AtariRecording recording) => Read(Bytes(recording));

    private static AtariRecording Read(byte[] bytes) => AtariRecording.Read(new MemoryStream(bytes), "a.rec");

    private static byte[] Bytes(AtariRecording recording)
    {
        using var stream = new MemoryStream();
        recording.Write(stream);
        return stream.ToArray();
    }
}
