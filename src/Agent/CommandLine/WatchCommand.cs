using System.CommandLine;
using System.Globalization;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>watch pong</c>: a trained agent plays for a person to see, in the terminal or as a video.</summary>
public sealed class WatchCommand
{
    private readonly GameOptions play;
    private readonly TextOption record = new("--record", "file", "also record the actions and seeds, for replay FILE");
    private readonly PageOptions page;
    private readonly TextOption fps = new("--fps", "number", "steps shown in a second; otherwise the game's own pace, 60 frames a second");
    private readonly TextOption seconds = new("--seconds", "number", "seconds of the game to show; otherwise whole games");
    private readonly TextOption video = new("--video", "file", "write a video instead: .gif, or .mp4 and .webm, with sound, where ffmpeg is installed; --fps changes the pitch too");

    /// <summary>Makes <paramref name="command"/> the one to watch with.</summary>
    public WatchCommand(Command command)
    {
        play = new(command, defaultGames: 1);
        command.Options.Add(fps);
        command.Options.Add(seconds);
        command.Options.Add(video);
        command.Options.Add(record);
        page = new(command);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var (setup, agent, games, epsilon, seed, deviceName, threads) = play.Read(parsed);
        var limits = new WatchLimits(games, seconds.Real(parsed, 0.1, 1e6) is { } limit ? TimeSpan.FromSeconds(limit) : TimeSpan.MaxValue);
        var stepsPerSecond = fps.Real(parsed, 0.1, 1000);
        var file = parsed.GetValue(video);
        if (file is not null)
            VideoFile.Check(file);
        var address = page.Read(parsed);
        if (file is not null && address is not null)
            throw new OptionException("--page and --video contradict each other: both say where the game is shown. Give one.");
        var recording = parsed.GetValue(record);
        if (recording is not null && address is not null)
            throw new OptionException("--page and --record contradict each other: on a page the agent plays without end.");
        if (file is null && address is null && Console.IsOutputRedirected)
            throw new OptionException("There is no terminal to show the game in. Show it on a page, --page, or write a video: --video FILE.gif");
        Console.WriteLine(setup.Rom);
        Console.WriteLine($"Weights: {agent.File}");
        using var stop = new StopSignals();
        using var device = DeviceChoice.Open(deviceName, threads);
        if (address is not null)
        {
            using var stage = new AgentStage(setup, agent, device, epsilon, seed);
            using var server = page.Serve(parsed, address, stage, run: null);
            stage.Run(stop.Token);
            return ExitCode.Success;
        }
        AtariRecorder? recorder = null;
        using var game = new AgentGame(setup, agent, device, epsilon, seed, recording is null ? null : console => recorder = new AtariRecorder(console));
        var frameSkip = setup.Options.ToPreprocessing().FrameSkip;
        var framesPerSecond = stepsPerSecond * frameSkip ?? game.Screen.Format.FramesPerSecond();
        if (file is null)
            GameShow.InTerminal(game, limits, framesPerSecond / frameSkip, stop.Token);
        else
            VideoFile.Write(file, game.Screen, framesPerSecond, show => GameShow.To(show, game, limits, stop.Token));
        recorder?.Save(recording!);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{game.Games} games; score of the last: {game.Score}"));
        return ExitCode.Success;
    }
}
