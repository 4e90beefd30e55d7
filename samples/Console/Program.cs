// An Atari 2600 without any network: two seconds of random play of the open Breakout cartridge, its memory, its picture, four games at once as ALE's
// vector environment shows them, a recording that is played again, and the games there are.
using DqnGpu.Ale;

const int Frames = 120;
var atari = new AtariEnvironment(BundledCartridges.Find("breakout")!, Games.Find("breakout"), new() { RandomSeed = 1 });
var random = new Random(1);
var actions = atari.Game.MinimalActions;
var reward = atari.Act(AtariAction.Fire);
while (atari.FrameNumber < Frames && !atari.GameOver)
    reward += atari.Act(actions[random.Next(actions.Count)]);
Console.WriteLine($"{atari.Cartridge.Name}: {atari.EpisodeFrameNumber} frames, reward {reward}, {atari.Lives} lives");

Console.WriteLine("RAM:");
foreach (var line in atari.Ram.ToArray().Chunk(32))
    Console.WriteLine("  " + Convert.ToHexString(line));

var (width, height) = (AtariEnvironment.ScreenWidth, atari.ScreenHeight);
var rgb = new byte[width * height * 3];
atari.GetScreenRgb(rgb);
Console.WriteLine($"a frame: {width} x {height} pixels, {rgb.Length} bytes of RGB; here every second column and, in half blocks, every third row:");
for (var row = 0; row + 3 < height; row += 6)
    Console.WriteLine(string.Concat(Enumerable.Range(0, width / 2).Select(column => (IsLit(row, 2 * column), IsLit(row + 3, 2 * column)) switch
    {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        _ => ' ',
    })));

// [4, K, H, W, 3]: stacks of K = 4 pictures. Actions are a stick that leans anywhere and a button; a vector of discrete ones is stepped likewise.
var options = PreprocessingOptions.Ale with { Observation = new() { Kind = ObservationKind.Rgb, Width = 96, Height = 96 } };
using var vector = VectorEnvironment.Create(4, atari.Cartridge, atari.Game, options, seed: 1, stacked: true, autoresetMode: AutoresetMode.NextStep);
var (observations, results, sticks) = (new byte[4 * vector.ObservationSize], new StepResult[4], new ContinuousAction[4]);
vector.Reset(observations, seed: 7);
var total = 0;
for (var step = 0; step < 100; step++)
{
    foreach (ref var stick in sticks.AsSpan())
        stick = new(random.NextSingle(), random.NextSingle() * MathF.Tau, random.NextSingle());
    vector.Step(sticks, observations, results);
    total += results.Sum(result => result.Reward);
}
Console.WriteLine($"four games, observations of {string.Join(" x ", vector.ObservationShape)}: 100 steps each, clipped rewards {total}");

// What was played as a small file, which anybody can play again to the same frames: recorder.Save(file), AtariRecording.Load(file).
var recorder = new AtariRecorder(new AtariEnvironment(atari.Cartridge, atari.Game, new() { RandomSeed = 2 }));
for (var step = 0; step < 600; step++)
    recorder.Act((int)actions[random.Next(actions.Count)]);
var playback = recorder.ToRecording().Play(atari.Cartridge);
while (playback.Step())
{
}
var isSame = playback.Environment.Screen.SequenceEqual(recorder.Screen);
Console.WriteLine($"a recording of {playback.Steps} actions, played again: {(isSame ? "the same picture" : "another picture")}");

Console.WriteLine($"{Games.All.Count} games:");
foreach (var names in Games.All.Select(game => game.Name).Chunk(8))
    Console.WriteLine("  " + string.Join(' ', names));
return isSame && Games.All.Count == 104 && rgb.Any(value => value != 0) ? 0 : 1;

bool IsLit(int row, int column)
{
    var pixel = 3 * (row * width + column);
    return rgb[pixel] + rgb[pixel + 1] + rgb[pixel + 2] > 0;
}
