using DqnGpu.Ale;
using DqnGpu.Benchmarks.Ale;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>
/// One core, random play: the bare console, the environment, and the whole step that an agent takes (four frames and
/// an observation, counted as four); then two environments on two threads.
/// </summary>
internal sealed class ConsoleFigures : IFigures
{
    /// <inheritdoc/>
    public string Title => "The console, random play";

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Measurement> report)
    {
        if (isWanted("console/processor"))
            Report("console/processor", 1, ProcessorBenchmarks.InstructionsPerUpdate * 1e-6, "M instructions", new ProcessorBenchmarks().Instruction);

        foreach (string game in (string[])["pong", "breakout"])
        {
            string prefix = $"console/{game}";
            (string Name, double Frames, Func<EnvironmentBenchmarks, Action> Run)[] parts =
            [
                ($"{prefix}/frame", 1, environment => environment.ConsoleFrame),
                ($"{prefix}/environment-frame", 1, environment => () => environment.EnvironmentFrame()),
                ($"{prefix}/preprocessed-step", 4, environment => () => environment.PreprocessedStep()),
            ];
            parts = [.. parts.Where(part => isWanted(part.Name))];
            if (parts.Length == 0)
                continue;
            var environment = new EnvironmentBenchmarks { Game = game };
            environment.Load();
            foreach ((string name, double frames, Func<EnvironmentBenchmarks, Action> run) in parts)
                Report(name, 1, frames, "frames", run(environment));
        }

        foreach (int threads in (int[])[1, 2])
        {
            string name = $"console/pong/vector-2/threads-{threads}";
            if (!isWanted(name))
                continue;
            var vector = new VectorBenchmarks { Threads = threads };
            vector.Load();
            Report(name, 0, 4 * VectorBenchmarks.N, "frames", vector.Step);
            vector.Unload();
        }

        void Report(string name, int threads, double items, string unit, Action operation) =>
            report(new(name, Timing.Of(operation, synchronize: () => { })) { Threads = threads, Items = items, ItemUnit = unit });
    }
}
