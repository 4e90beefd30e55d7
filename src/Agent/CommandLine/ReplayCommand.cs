using System.CommandLine;
using System.Globalization;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>replay FILE</c>: a recorded game once more, in the terminal or as a video.</summary>
public sealed class ReplayCommand
{
    private readonly Argument<string> file = new("file") { Description = "recording, as watch --record writes them" };
    private readonly TextOption rom = new("--rom", "file", "cartridge file; otherwise the game's is looked for by its MD5");
    private readonly TextOption seconds = new("--seconds", "number", "seconds of the game to show; otherwise all");
    private readonly TextOption fps = new("--fps", "number", "frames shown in a second; otherwise the game's own pace");
    private readonly TextOption video = new("--video", "file", "write a video instead: .gif, or .mp4 and .webm, with sound, where ffmpeg is installed");

    /// <summary>Makes <paramref name="command"/> the one that replays.</summary>
    public ReplayCommand(Command command)
    {
        command.Arguments.Add(file);
        foreach (var option in (Option[])[rom, seconds, fps, video])
            command.Options.Add(option);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var time = seconds.Real(parsed, 0.1, 1e6) is { } limit ? TimeSpan.FromSeconds(limit) : TimeSpan.MaxValue;
        var pace = fps.Real(parsed, 0.1, 4000);
        var videoFile = parsed.GetValue(video);
        if (videoFile is not null)
            VideoFile.Check(videoFile);
        else if (Console.IsOutputRedirected)
            throw new OptionException("There is no terminal to show the game in. Write a video: --video FILE.gif");
        var recording = AtariRecording.Load(parsed.GetRequiredValue(file));
        var cartridge = FindCartridge(recording, parsed.GetValue(rom));
        Console.WriteLine($"{recording.Game}: {recording.Steps} actions on {cartridge.Name}, MD5 {cartridge.Md5}");
        using var stop = new StopSignals();
        var game = new RecordedGame(recording.Play(cartridge));
        var limits = new WatchLimits(Math.Max(1, recording.Games), time);
        var framesPerSecond = pace ?? game.Screen.Format.FramesPerSecond();
        if (videoFile is null)
            GameShow.InTerminal(game, limits, framesPerSecond / recording.Options.FrameSkip, stop.Token);
        else
            VideoFile.Write(
                videoFile, game.Screen, framesPerSecond / recording.Options.FrameSkip, show => GameShow.To(show, game, limits, stop.Token));
        if (game.Games >= recording.Games)
            game.CheckEnd();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{game.Games} games; score of the last: {game.Score}"));
        return ExitCode.Success;
    }

    private static Cartridge FindCartridge(AtariRecording recording, string? romFile)
    {
        if (romFile is not null)
            return new RomLibrary().Identify(romFile).Cartridge;
        if (BundledCartridges.Find(recording.Game) is { } bundled && bundled.Md5 == recording.CartridgeMd5)
            return bundled;
        return Games.TryFind(recording.Game, out var game)
            ? new RomLibrary().Find(game).Cartridge
            : throw new OptionException($"Name the cartridge of MD5 {recording.CartridgeMd5} with --rom: this recording is of no known game.");
    }
}
