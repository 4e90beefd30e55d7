// An Atari 2600 without any network: two seconds of random play of the open Breakout cartridge, its memory, its picture, and the games there are.
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

Console.WriteLine($"{Games.All.Count} games:");
foreach (var names in Games.All.Select(game => game.Name).Chunk(8))
    Console.WriteLine("  " + string.Join(' ', names));
return Games.All.Count == 104 && rgb.Any(value => value != 0) ? 0 : 1;

bool IsLit(int row, int column)
{
    var pixel = 3 * (row * width + column);
    return rgb[pixel] + rgb[pixel + 1] + rgb[pixel + 2] > 0;
}
