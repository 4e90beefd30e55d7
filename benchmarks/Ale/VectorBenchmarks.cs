using BenchmarkDotNet.Attributes;
using DqnGpu.Ale;

namespace DqnGpu.Benchmarks.Ale;

/// <summary>A step of two environments, by one thread and by two.</summary>
[MemoryDiagnoser]
public class VectorBenchmarks
{
    internal const int N = 2;

    private readonly byte[] _frames = new byte[N * PreprocessedEnvironment.FrameSize];
    private readonly StepResult[] _results = new StepResult[N];
    private readonly int[] _choice = new int[N];
    private VectorEnvironment _vector = null!;
    private ActionSequence _actions;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Load()
    {
        RomChoice rom = BenchmarkGame.Find("pong");
        _vector = VectorEnvironment.Create(N, rom.Cartridge, rom.Game, PreprocessingOptions.Sb3, seed: 1, threads: Threads);
        _vector.Reset(_frames);
        _actions = new ActionSequence(_vector[0].ActionCount);
    }

    [GlobalCleanup]
    public void Unload() => _vector.Dispose();

    [Benchmark]
    public void Step()
    {
        foreach (ref int action in _choice.AsSpan())
            action = _actions.Next();
        _vector.Step(_choice, _frames, _results);
    }
}
