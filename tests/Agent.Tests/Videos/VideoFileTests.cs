using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class VideoFileTests : FolderFixture
{
    // Palette indices of strong colours, which are not each other's neighbours.
    private static readonly byte[] Colours = [0x46, 0x84, 0xC6, 0x0E];

    [TestCase(60.0, 30, "3 4 3")]
    [TestCase(50.0, 25, "4 4 4")]
    [TestCase(20.0, 20, "5 5 5")]
    [TestCase(4000.0, 33, "3 3 3")]
    public void AGifIsAsLongAsItsFramesAndShowsThemAtAnEvenPace(double framesPerSecond, int expectedPerSecond, string delays)
    {
        const int Seconds = 2;
        var file = Path.Combine(Root, "v.gif");
        Write(file, TvFormat.Ntsc, 210, framesPerSecond, (int)(Seconds * framesPerSecond));
        var frames = GifDecoder.Decode(File.ReadAllBytes(file), out var width, out var height);
        Assert.That((width, height), Is.EqualTo((320, 210)));
        Assert.That(frames.Sum(frame => frame.Delay), Is.EqualTo(100 * Seconds).Within(3));
        Assert.That(frames, Has.Count.EqualTo(expectedPerSecond * Seconds).Within(1));
        Assert.That(string.Join(' ', frames.Take(3).Select(frame => frame.Delay)), Is.EqualTo(delays));
    }

    [TestCase(".mp4", TvFormat.Ntsc, 210, "h264")]
    [TestCase(".mp4", TvFormat.Pal, 250, "h264")]
    [TestCase(".webm", TvFormat.Ntsc, 210, "vp9")]
    public void FfmpegWritesEveryFrameInTheConsolesColoursAndShape(string extension, TvFormat format, int height, string codec)
    {
        NeedFfmpeg();
        var file = Path.Combine(Root, "a folder", "it's a video" + extension);
        Write(file, format, height, format.FramesPerSecond(), Colours.Length * 5);
        Assert.That(Directory.GetFileSystemEntries(Path.GetDirectoryName(file)!), Is.EqualTo((string[])[file]));

        var stream = Probe(file);
        string Value(string name) => stream.GetProperty(name).ToString();
        Assert.That(Value("codec_name"), Is.EqualTo(codec));
        Assert.That(Value("pix_fmt"), Is.EqualTo("yuv420p"));
        Assert.That((Value("width"), Value("height")), Is.EqualTo(("640", $"{2 * height}")));
        Assert.That(Value("r_frame_rate"), Is.EqualTo($"{format.FramesPerSecond()}/1"));
        Assert.That(Value("nb_read_frames"), Is.EqualTo($"{Colours.Length * 5}"));
        var ratio = Value("sample_aspect_ratio").Split(':').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        Assert.That(ratio[0] / ratio[1] * 640 / (2 * height), Is.EqualTo(format.PixelAspect() * 160 / height).Within(0.5).Percent);

        var shown = Run("ffmpeg", $"-v error -i|{file}|-f rawvideo -pix_fmt rgb24 -");
        for (var i = 0; i < Colours.Length; i++)
        {
            var (r, g, b) = Palette.Of(format).Rgb(Colours[i]);
            var pixel = shown.AsSpan(((i * 5) + 2) * 640 * 2 * height * 3, 3);
            Assert.That((pixel[0] - r, pixel[1] - g, pixel[2] - b), Is.EqualTo((0, 0, 0)).Using<(int, int, int)>(Near), $"colour {i}");
        }

        static bool Near((int, int, int) a, (int, int, int) b) =>
            Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) <= 20;
    }

    /// <summary>At another pace the sound is in step too, and its pitch follows.</summary>
    [TestCase(".mp4", TvFormat.Ntsc, 60.0, "aac")]
    [TestCase(".mp4", TvFormat.Pal, 50.0, "aac")]
    [TestCase(".mp4", TvFormat.Ntsc, 150.0, "aac")]
    [TestCase(".webm", TvFormat.Ntsc, 60.0, "opus")]
    public void FfmpegWritesTheSoundInStepWithThePicture(string extension, TvFormat format, double framesPerSecond, string codec)
    {
        NeedFfmpeg();
        const int Frames = 240, From = 90, To = 150, Rate = 48_000;
        var file = Path.Combine(Root, "v" + extension);
        var game = new BeepingGame(format, From, To);
        var screen = new Screen(game);
        VideoFile.Write(file, screen, framesPerSecond, show =>
        {
            for (var i = 0; i < Frames; i++)
            {
                game.Act(0);
                screen.TakeFrame(game);
                show(screen);
            }
        });

        var stream = Probe(file, stream: 1);
        Assert.That(stream.GetProperty("codec_name").ToString(), Is.EqualTo(codec));
        Assert.That((stream.GetProperty("sample_rate").ToString(), stream.GetProperty("channels").ToString()), Is.EqualTo(($"{Rate}", "1")));
        var bytes = Run("ffmpeg", $"-v error -i|{file}|-vn -f s16le -");
        var samples = MemoryMarshal.Cast<byte, short>(bytes).ToArray();
        Assert.That(samples.Length / (double)Rate, Is.EqualTo(Frames / framesPerSecond).Within(0.03), "seconds of sound");
        const int Loud = (BeepingGame.Loudest - 128) * 256 / 4;
        var (begin, end) = (Array.FindIndex(samples, sample => sample > Loud), Array.FindLastIndex(samples, sample => sample > Loud));
        Assert.That(begin / (double)Rate, Is.EqualTo(From / framesPerSecond).Within(0.02), "when it begins");
        Assert.That(end / (double)Rate, Is.EqualTo(To / framesPerSecond).Within(0.02), "when it ends");
        var wavesPerSecond = AtariConsole.SoundSampleRate * (framesPerSecond / format.FramesPerSecond()) / BeepingGame.Wavelength;
        Assert.That(WavesPerSample(samples.AsSpan((begin + end) / 2, Rate / 10), Loud) * Rate, Is.EqualTo(wavesPerSecond).Within(2).Percent);
    }

    // Rises through a level well below the mean and one well above it: codecs leave ripples on a square wave, and some take its mean away.
    private static double WavesPerSample(ReadOnlySpan<short> samples, int distance)
    {
        double mean = 0;
        foreach (var sample in samples)
            mean += (double)sample / samples.Length;
        var (waves, isHigh) = (0, false);
        foreach (var sample in samples)
        {
            if (!isHigh && sample > mean + distance)
                waves++;
            isHigh = sample > (isHigh ? mean - distance : mean + distance);
        }
        return (double)waves / samples.Length;
    }

    [Test]
    public void WhatFailsWhileItIsPlayedLeavesNoFile()
    {
        NeedFfmpeg();
        var screen = Screens.Plain(TvFormat.Ntsc, 210, 0);
        Assert.That(
            () => VideoFile.Write(Path.Combine(Root, "v.mp4"), screen, 60, show =>
            {
                show(screen);
                throw new InvalidDataException("The game has failed.");
            }),
            Throws.InstanceOf<InvalidDataException>());
        Assert.That(Directory.GetFileSystemEntries(Root), Is.Empty);
    }

    [Test]
    public void WhereFfmpegIsMissingOneLineSaysSo()
    {
        var result = Watch("mp4", ffmpeg: null);
        Assert.That(result.ErrorLine, Is.EqualTo("error: ffmpeg, which writes .mp4 files, is not installed (no folder of PATH holds it). A file that ends in .gif works without."));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
    }

    [TestCase("#!/bin/sh\nhead -c 1000 >/dev/null\necho first >&2\necho Unknown encoder >&2\nexit 1\n", "Unknown encoder")]
    [TestCase("#!/bin/sh\ncat >/dev/null\nexit 7\n", "it ended with code 7.")]
    public void WhereFfmpegFailsOneLineHoldsItsLast(string ffmpeg, string expected)
    {
        var result = Watch("mp4", ffmpeg);
        Assert.That(result.ErrorLine, Is.EqualTo($"error: ffmpeg could not write {Root}/v.mp4: {expected}"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Failure));
        Assert.That(Directory.GetFiles(Root, ".*"), Is.Empty);
    }

    [Test]
    public void CtrlCEndsAVideoProperly()
    {
        NeedFfmpeg();
        using var terminal = PseudoTerminal.Open();
        var file = Path.Combine(Root, "v.mp4");
        terminal.Type($"dotnet '{typeof(CommandLineProgram).Assembly.Location}' watch pong --device simd --games 1M --video '{file}'; echo code $?.");
        terminal.WaitUntil(() => Directory.GetFiles(Root, ".*.tmp").Length > 0);
        Thread.Sleep(300);
        terminal.Type("\x03");
        terminal.WaitUntil(() => terminal.Shown.Contains("code 0."));
        Assert.That(Directory.GetFileSystemEntries(Root), Is.EqualTo((string[])[file]));
        Assert.That(int.Parse(Probe(file).GetProperty("nb_read_frames").GetString()!, CultureInfo.InvariantCulture), Is.Positive);
    }

    /// <summary>Watches a moment of Pong, with this program for ffmpeg, or none.</summary>
    private AgentProcess Watch(string extension, string? ffmpeg)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Needs a shell.");
        var programs = Directory.CreateDirectory(Path.Combine(Root, "programs")).FullName;
        if (ffmpeg is not null && !OperatingSystem.IsWindows())
        {
            var script = Path.Combine(programs, "ffmpeg");
            File.WriteAllText(script, ffmpeg);
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        // The shell and its tools stay in reach of the script, which sets no PATH; ffmpeg itself does not.
        var others = ffmpeg is null ? "" : ":/bin:/usr/bin";
        return AgentProcess.RunInShell(
            $"ln -s \"$(readlink -f \"$(command -v dotnet)\")\" '{programs}/dotnet'; PATH='{programs}{others}'", "",
            "watch", "pong", "--device", "simd", "--seconds", "2", "--video", Path.Combine(Root, "v." + extension));
    }

    private static void Write(string file, TvFormat format, int height, double framesPerSecond, int frames)
    {
        var screens = Colours.Select(colour => Screens.Plain(format, height, colour)).ToArray();
        VideoFile.Write(file, screens[0], framesPerSecond, show =>
        {
            for (var i = 0; i < frames; i++)
                show(screens[i / 5 % screens.Length]);
        });
    }

    private static void NeedFfmpeg()
    {
        if (!Ffmpeg.IsInstalled)
            Assert.Ignore("Needs ffmpeg.");
    }

    private static JsonElement Probe(string file, int stream = 0)
    {
        var json = Run("ffprobe", $"-v error -count_frames -show_streams -of json|{file}");
        return JsonDocument.Parse(json).RootElement.GetProperty("streams")[stream];
    }

    /// <param name="program">The program.</param>
    /// <param name="arguments">Separated by blanks, or by bars where a file's name holds some.</param>
    private static byte[] Run(string program, string arguments)
    {
        var words = arguments.Split('|').SelectMany(part => part.StartsWith('/') ? [part] : part.Split(' '));
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        return output.ToArray();
    }
}
