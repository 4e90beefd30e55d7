using System.CommandLine;
using System.Globalization;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary><c>watch pong</c>: a trained agent plays for a person to see, in the terminal or as a GIF.</summary>
public sealed class WatchCommand
{
    private const double GameFramesPerSecond = 60;
    private const int LeastHundredths = 2;

    private readonly PlayOptions play;
    private readonly PageOptions page;
    private readonly TextOption fps = new("--fps", "number", "steps shown in a second; otherwise the game's own pace, 60 frames a second");
    private readonly TextOption video = new("--video", "file.gif", "write a GIF instead of showing the game in the terminal");

    /// <summary>Makes <paramref name="command"/> the one to watch with.</summary>
    public WatchCommand(Command command)
    {
        play = new(command, defaultGames: 1);
        command.Options.Add(fps);
        command.Options.Add(video);
        page = new(command);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var (setup, agent, games, epsilon, seed, deviceName, threads) = play.Read(parsed);
        var pace = fps.Real(parsed, 0.1, 1000) ?? GameFramesPerSecond / setup.Options.ToPreprocessing().FrameSkip;
        var file = parsed.GetValue(video);
        if (file is not null && !file.EndsWith(".gif", StringComparison.OrdinalIgnoreCase))
            throw new OptionException($"--video writes GIF files; '{file}' does not end in .gif.");
        var address = page.Read(parsed);
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
        using var game = new AgentGame(setup, agent, device, epsilon, seed);
        if (file is null)
            TerminalViewer.Show(game, games, pace, stop.Token);
        else
            Record(game, file, games, pace, stop.Token);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{game.Games} games; score of the last: {game.Score}"));
        return ExitCode.Success;
    }

    private static void Record(AgentGame game, string file, int games, double pace, CancellationToken stop) => AtomicFile.Write(file, stream =>
    {
        // Viewers show no more than 50 frames a second: at a faster pace some steps are left out.
        var hundredths = 100 / pace;
        using var gif = new GifWriter(stream, game.Screen.Width, game.Screen.Height);
        var (time, shown) = (0.0, 0);
        while (game.Games < games && !stop.IsCancellationRequested)
        {
            game.Step();
            time += hundredths;
            var length = (int)Math.Round(time) - shown;
            if (length < LeastHundredths)
                continue;
            gif.Add(game.Screen, length);
            shown += length;
        }
    });
}
