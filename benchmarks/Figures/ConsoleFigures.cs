using DqnGpu.Ale;
using DqnGpu.Benchmarks.Ale;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>
/// Frames a second on one core, random play: the bare console, the environment, and the whole step that an agent takes (four frames and
/// an observation, counted as four); then two environments on two threads.
/// </summary>
public sealed class ConsoleFigures : IFigures
{
    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Figure> report)
    {
        var processor = new ProcessorBenchmarks();
        Report("console/processor", ProcessorBenchmarks.InstructionsPerUpdate * 1e-6, "M instructions/s", processor.Instruction);

        foreach (string game in (string[])["pong", "breakout"])
        {
            string prefix = $"console/{game}";
            if (!isWanted(prefix + "/frame") && !isWanted(prefix + "/environment-frame") && !isWanted(prefix + "/preprocessed-step"))
                continue;
            var environment = new EnvironmentBenchmarks { Game = game };
            environment.Load();
            Report(prefix + "/frame", 1, "frames/s", environment.ConsoleFrame);
            Report(prefix + "/environment-frame", 1, "frames/s", () => environment.EnvironmentFrame());
            Report(prefix + "/preprocessed-step", 4, "frames/s", () => environment.PreprocessedStep());
        }

        foreach (int threads in (int[])[1, 2])
        {
            string name = $"console/pong/vector-2/threads-{threads}";
            if (!isWanted(name))
                continue;
            var vector = new VectorBenchmarks { Threads = threads };
            vector.Load();
            Report(name, 4 * VectorBenchmarks.N, "frames/s", vector.Step);
            vector.Unload();
        }

        void Report(string name, double amount, string unit, Action operation)
        {
            if (!isWanted(name))
                return;
            Timing timing = Timing.Of(operation, synchronize: () => { });
            report(new(name, amount / timing.MedianMilliseconds * 1000, unit));
            report(new(name + "/fastest", amount / timing.FastestMilliseconds * 1000, unit));
        }
    }
}
