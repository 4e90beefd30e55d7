using BenchmarkDotNet.Running;
using DqnGpu.Benchmarks.Figures;
using DqnGpu.Benchmarks.Gpu;
using DqnGpu.Benchmarks.Page;

// dotnet run --project benchmarks                      the quick figures, one "name value unit" a line, in about a minute
// dotnet run --project benchmarks -- quick update      those whose name contains one of the words
// dotnet run --project benchmarks -- gpu updates cuda  a section of what a GPU can show; gpu.sh runs them all, beside their peers
// dotnet run --project benchmarks -- once nature 32 update   one update of Nature's network on CUDA, plainly and as a graph, and nothing else;
//                                                           a precision may follow
// dotnet run --project benchmarks -- page 5 25 1       what a page costs the training that it shows: 5 rounds, 25 seconds of each training, on one thread
// dotnet run --project benchmarks -- --filter '*'      the BenchmarkDotNet classes, thorough and slow; any of its options

IFigures[] figures = [new UpdateFigures(), new ForwardFigures(), new LookFigures(), new OperationFigures(), new ConsoleFigures(), new PreprocessingFigures(), new HostFigures()];

if (args is [] or ["quick", ..])
{
    var words = args.Skip(1).ToArray();
    foreach (var measured in figures)
        measured.Measure(
            name => words.Length == 0 || words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)), figure => Console.WriteLine(figure));
    return 0;
}

if (args is ["gpu", ..])
    return GpuSections.Run(args[1..]);

if (args is ["page", ..])
    return PageCost.Run(args[1..]);

if (args is ["once", ..])
    return OnePass.Run(args[1..]);

BenchmarkSwitcher.FromAssembly(typeof(IFigures).Assembly).Run(args);
return 0;
