using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>What a page is told once of what it shows; <c>/api/stage</c>.</summary>
/// <param name="Kind">training, agent or game.</param>
/// <param name="Game">Name of the game.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Cartridge">Which cartridge is played.</param>
/// <param name="Device">Where the network runs; null without one.</param>
/// <param name="Actions">Names of the actions.</param>
/// <param name="Games">Games played side by side.</param>
/// <param name="StepsPerSecond">Decisions in a second of the game's own pace.</param>
/// <param name="Screen">The console's picture.</param>
/// <param name="Palette">0xRRGGBB of each palette index.</param>
/// <param name="Frames">The network's input; null without one.</param>
/// <param name="Network">The network; null without one.</param>
/// <param name="AgentScore">Mean score that the agent's weights are known for; null when unknown.</param>
/// <param name="Paddle">How what a paddle steers moves, vertical or horizontal; null in a game of joysticks.</param>
public sealed record StageInfo(
    string Kind, string Game, string Title, string Cartridge, DeviceLabel? Device, IReadOnlyList<string> Actions, int Games, double StepsPerSecond,
    ScreenLabel Screen, IReadOnlyList<int> Palette, FrameLabel? Frames, NetworkLabel? Network, double? AgentScore, string? Paddle)
{
    /// <summary>What there is to say of games on consoles.</summary>
    /// <param name="kind">training, agent or game.</param>
    /// <param name="rom">Game and cartridge.</param>
    /// <param name="console">One of the consoles.</param>
    /// <param name="games">How many there are.</param>
    /// <param name="device">Where the network runs; null without one.</param>
    /// <param name="network">The network; null without one.</param>
    /// <param name="agentScore">The agent's known score.</param>
    public static StageInfo Of(
        string kind, RomChoice rom, PreprocessedEnvironment console, int games, Device? device = null, Network? network = null, double? agentScore = null) =>
        new(
            kind, rom.Game.Name, GameTitle.Of(rom.Game.Name), rom.ToString(), device is null ? null : new(device.Name, device.Description),
            [.. console.Actions.ToArray().Select(action => action.AleName())], games, console.Game.Format.FramesPerSecond() / console.Options.FrameSkip,
            new(AtariEnvironment.ScreenWidth, console.Game.ScreenHeight, console.Game.Format.PixelAspect()), Colours(console.Game.Palette),
            network is null ? null : new(network.Frames.C, network.Frames.H, network.Frames.W), network is null ? null : NetworkLabel.Of(network), agentScore,
            !rom.Game.UsesPaddles ? null : rom.Game.PaddleRises ? "vertical" : "horizontal");

    /// <summary>0xRRGGBB of each of 256 palette indices.</summary>
    public static IReadOnlyList<int> Colours(Palette palette) => [.. Enumerable.Range(0, palette.RgbTable.Length / 3).Select(i =>
    {
        var (r, g, b) = palette.Rgb(i);
        return r << 16 | g << 8 | b;
    })];
}

/// <summary>A device.</summary>
/// <param name="Name">As --device takes it.</param>
/// <param name="Description">What it is.</param>
public sealed record DeviceLabel(string Name, string Description);

/// <summary>A picture's sizes.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="PixelAspect">Width of a pixel by its height.</param>
public sealed record ScreenLabel(int Width, int Height, double PixelAspect);

/// <summary>A state's sizes.</summary>
/// <param name="C">Frames.</param>
/// <param name="H">Rows.</param>
/// <param name="W">Columns.</param>
public sealed record FrameLabel(int C, int H, int W);
