using BenchmarkDotNet.Attributes;
using DqnGpu.Ale;

namespace DqnGpu.Benchmarks.Ale;

/// <summary>An observation and its parts, on two consecutive frames of a game and at every vector width that the machine has.</summary>
[MemoryDiagnoser]
public class PreprocessingBenchmarks
{
    private readonly byte[] _observation = new byte[AreaResize.OutputSize];
    private readonly FrameStack _stack = new(4, StackStart.RepeatFirstFrame);
    private byte[] _older = [], _newer = [], _gray = [], _stackBytes = [];
    private GrayConversion _conversion = null!;
    private AreaResize _resize = null!;

    private SimdPath _path;

    [ParamsSource(nameof(Widths))]
    public string Width { get; set; } = "";

    /// <summary>The vector widths that this machine has.</summary>
    public static IEnumerable<string> Widths =>
        Enum.GetValues<SimdPath>().Where(path => path <= GrayConversion.BestPath).Select(path => path.ToString());

    [GlobalSetup]
    public void Load()
    {
        _path = Enum.Parse<SimdPath>(Width);
        RomChoice rom = BenchmarkGame.Find("breakout");
        var environment = new AtariEnvironment(rom.Cartridge, rom.Game, new() { RandomSeed = 1, RepeatActionProbability = 0 });
        var actions = new ActionSequence(rom.Game.MinimalActions.Count);
        for (int frame = 0; frame < 100; frame++)
        {
            _older = environment.Screen.ToArray();
            environment.Act(rom.Game.MinimalActions[actions.Next()]);
        }
        _newer = environment.Screen.ToArray();
        _gray = new byte[_newer.Length];
        _stackBytes = new byte[_stack.Size];
        _conversion = GrayConversion.Of(environment.Palette);
        _resize = new AreaResize(environment.ScreenHeight);
        MaxThenGray();
        Resize();
    }

    /// <summary>What a step does: rows that equal the one above are neither converted nor summed.</summary>
    [Benchmark]
    public void Observation() => _resize.Resize(_conversion, _older, _newer, maxFirst: true, _observation, _path);

    [Benchmark]
    public void MaxThenGray() => _conversion.Convert(_older, _newer, _gray, maxFirst: true, _path);

    [Benchmark]
    public void GrayThenMax() => _conversion.Convert(_older, _newer, _gray, maxFirst: false, _path);

    [Benchmark]
    public void Resize() => _resize.Resize(_gray, _observation, _path);

    [Benchmark]
    public void PushAndCopyStack()
    {
        _stack.Push(_observation);
        _stack.CopyTo(_stackBytes);
    }
}
