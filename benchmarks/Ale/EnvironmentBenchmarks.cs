using BenchmarkDotNet.Attributes;
using DqnGpu.Ale;

namespace DqnGpu.Benchmarks.Ale;

/// <summary>
/// One core, random play: a frame of the bare console, a frame of the environment (with rewards, lives and resets), a whole step
/// as the agent takes it (4 frames and a preprocessed observation; divide by 4 to compare), and the sound of a step.
/// </summary>
[MemoryDiagnoser]
public class EnvironmentBenchmarks
{
    private readonly byte[] _frame = new byte[PreprocessedEnvironment.FrameSize];
    private readonly byte[] _sound = new byte[AtariEnvironment.AudioSamples];
    private AtariConsole _console = null!;
    private ConsoleInput _input;
    private AtariEnvironment _environment = null!;
    private PreprocessedEnvironment _preprocessed = null!;
    private ActionSequence _actions;

    [Params("pong", "breakout")]
    public string Game { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        RomChoice rom = BenchmarkGame.Find(Game);
        _console = new AtariConsole(rom.Cartridge, rom.Game.Console);
        _input = new ConsoleInput { Switches = ConsoleSwitches.Colour };
        _environment = new AtariEnvironment(rom.Cartridge, rom.Game, new() { RandomSeed = 1, RepeatActionProbability = 0 });
        _preprocessed = PreprocessedEnvironment.Create(rom.Cartridge, rom.Game, PreprocessingOptions.Sb3, seed: 1);
        _preprocessed.Reset(_frame);
        _actions = new ActionSequence(_preprocessed.ActionCount);
    }

    /// <summary>The machine alone, nobody at the paddles.</summary>
    [Benchmark(Baseline = true)]
    public void ConsoleFrame() => _console.Update(in _input);

    /// <summary>What <see cref="AtariEnvironmentOptions.Sound"/> adds to a step.</summary>
    [Benchmark]
    public void SoundOfAStep() => _console.GenerateSound(_sound);

    /// <summary>A frame of the environment.</summary>
    [Benchmark]
    public int EnvironmentFrame()
    {
        if (_environment.GameOver)
            _environment.ResetGame();
        return _environment.Act(_environment.Game.MinimalActions[_actions.Next()]);
    }

    /// <summary>Four frames and the observation [84, 84].</summary>
    [Benchmark]
    public StepResult PreprocessedStep()
    {
        StepResult result = _preprocessed.Step(_actions.Next(), _frame);
        if (result.NeedsReset)
            _preprocessed.Reset(_frame);
        return result;
    }
}
