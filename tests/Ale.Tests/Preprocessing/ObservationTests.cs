using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Preprocessing;

/// <summary>The kinds of observations and their sizes, on the bundled Pong.</summary>
internal class ObservationTests
{
    private static readonly Cartridge Pong = BundledCartridges.Find("pong")!;

    [Test]
    public void TheScreenAsItIs([Values(ObservationKind.Grayscale, ObservationKind.Rgb)] ObservationKind kind)
    {
        PreprocessedEnvironment environment = Create(new() { Kind = kind, Width = null, Height = null }, FramePooling.LastFrame);
        AtariEnvironment raw = Raw();
        bool rgb = kind == ObservationKind.Rgb;
        Assert.That(environment.ObservationShape, Is.EqualTo(rgb ? [210, 160, 3] : (int[])[210, 160]));
        byte[] observation = new byte[environment.ObservationSize], expected = new byte[environment.ObservationSize];
        environment.Reset(observation);
        raw.ResetGame();
        for (int step = 0; step < 30; step++)
        {
            environment.Step(step % 6, observation);
            for (int frame = 0; frame < 4; frame++)
                raw.Act(environment.Actions[step % 6]);
            if (rgb)
                raw.GetScreenRgb(expected);
            else
                GrayConversion.Of(raw.Palette).MaxThenGray(raw.Screen, raw.Screen, expected);
            Assert.That(observation, Is.EqualTo(expected), $"step {step}");
        }
    }

    [Test]
    public void RgbIsTheMaximumOfBothFrames()
    {
        PreprocessedEnvironment environment = Create(new() { Kind = ObservationKind.Rgb, Width = null, Height = null }, FramePooling.MaxThenGray);
        AtariEnvironment raw = Raw();
        byte[] observation = new byte[environment.ObservationSize], older = new byte[observation.Length], newer = new byte[observation.Length];
        environment.Reset(observation);
        raw.ResetGame();
        int differed = 0;
        for (int step = 0; step < 60; step++)
        {
            environment.Step(step % 6, observation);
            for (int frame = 0; frame < 4; frame++)
            {
                raw.Act(environment.Actions[step % 6]);
                raw.GetScreenRgb(frame == 2 ? older : newer);
            }
            differed += older.AsSpan().SequenceEqual(newer) ? 0 : 1;
            Assert.That(observation, Is.EqualTo(older.Zip(newer, Math.Max)), $"step {step}");
        }
        Assert.That(differed, Is.GreaterThan(10));
    }

    [Test]
    public void MemoryIsTheLastFramesRam([Values] FramePooling pooling)
    {
        PreprocessedEnvironment environment = Create(new() { Kind = ObservationKind.Ram }, pooling);
        AtariEnvironment raw = Raw();
        Assert.That(environment.ObservationShape, Is.EqualTo((int[])[128]));
        var observation = new byte[128];
        environment.Reset(observation);
        raw.ResetGame();
        Assert.That(observation, Is.EqualTo(raw.Ram.ToArray()));
        for (int frame = 0; frame < 4; frame++)
            raw.Act(environment.Actions[2]);
        environment.Step(2, observation);
        Assert.That(observation, Is.EqualTo(raw.Ram.ToArray()));
    }

    [Test]
    public void AnySizeStacksInAVector([Values] ObservationKind kind, [Values] FramePooling pooling)
    {
        PreprocessingOptions options = Options(new() { Kind = kind, Width = 37, Height = 101 }, pooling) with { StackSize = 3, StackStart = StackStart.Zeros };
        using var vector = VectorEnvironment.Create(2, Pong, Games.Find("pong"), options, seed: 1, stacked: true, threads: 2);
        int[] shape = kind == ObservationKind.Ram ? [128] : kind == ObservationKind.Rgb ? [101, 37, 3] : [101, 37];
        Assert.That(vector.ObservationShape, Is.EqualTo((int[])[3, .. shape]));
        PreprocessedEnvironment alone = Create(options.Observation, pooling);
        byte[] block = new byte[2 * vector.ObservationSize], frame = new byte[alone.ObservationSize];
        Assert.That(vector.ObservationSize, Is.EqualTo(3 * frame.Length));
        vector.Reset(block);
        alone.Reset(frame);
        Assert.That(block.AsSpan(0, 2 * frame.Length).ContainsAnyExcept((byte)0), Is.False, "zeros before the first");
        for (int step = 0; step < 20; step++)
        {
            Assert.That(block.AsSpan(2 * frame.Length, frame.Length).SequenceEqual(frame), $"before step {step}");
            alone.Step(step % 6, frame);
            vector.Step([step % 6, 0], block, new StepResult[2]);
        }
    }

    [Test]
    public void WrongSizesAreRefused()
    {
        foreach (ObservationOptions wrong in (ObservationOptions[])[new() { Width = 0 }, new() { Height = 5000 }, new() { Kind = (ObservationKind)7 }])
            Assert.That(() => Create(wrong, FramePooling.LastFrame), Throws.TypeOf<ArgumentOutOfRangeException>());
        PreprocessedEnvironment rgb = Create(new() { Kind = ObservationKind.Rgb, Width = 5, Height = 6 }, FramePooling.LastFrame);
        Assert.That(() => rgb.Reset(new byte[30]), Throws.ArgumentException.With.Message.Contains("30 bytes; expected 6 x 5 x 3"));
        rgb.Reset(new byte[90]);
        int frames = rgb.Statistics.Frames;
        Assert.That(() => rgb.Step(0, new byte[91]), Throws.ArgumentException.With.Message.Contains("91 bytes"));
        Assert.That(() => rgb.Reset(new byte[89], seed: 3), Throws.ArgumentException.With.Message.Contains("89 bytes"));
        Assert.That(() => rgb.NewGame(new byte[1]), Throws.ArgumentException.With.Message.Contains("1 bytes"));
        Assert.That(rgb.Statistics.Frames, Is.EqualTo(frames), "nothing was played");
        rgb.Step(0, new byte[90]);
        PreprocessedEnvironment gray = Create(new(), FramePooling.LastFrame);
        Assert.That(() => new VectorEnvironment([gray, rgb]), Throws.ArgumentException.With.Message.Contains("84 x 84 and 6 x 5 x 3"));
    }

    [Test]
    public void AStepAllocatesNothing([Values] ObservationKind kind, [Values(20, 80, 200)] int width)
    {
        PreprocessedEnvironment environment = Create(new() { Kind = kind, Width = width, Height = 105 }, FramePooling.BufferedGrayThenMax);
        var observation = new byte[environment.ObservationSize];
        environment.Reset(observation);
        int step = 0;
        Assert.That(
            Allocation.Least(() =>
            {
                for (int i = 0; i < 20; i++)
                    environment.Step(new ContinuousAction(0.6f, step++, 1), observation);
            }),
            Is.Zero);
    }

    private static PreprocessingOptions Options(ObservationOptions observation, FramePooling pooling) => new() { Observation = observation, Pooling = pooling };

    private static PreprocessedEnvironment Create(ObservationOptions observation, FramePooling pooling) =>
        PreprocessedEnvironment.Create(Pong, Games.Find("pong"), Options(observation, pooling), seed: 1);

    private static AtariEnvironment Raw() => new(Pong, Games.Find("pong"), new() { RepeatActionProbability = 0, RandomSeed = 1 });
}
