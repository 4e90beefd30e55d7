using DqnGpu.Benchmarks.Ale;
using DqnGpu.Benchmarks.Figures;
using DqnGpu.Benchmarks.Gpu;
using DqnGpu.Benchmarks.Page;
using DqnGpu.Benchmarks.Schedule;
using DqnGpu.Benchmarks.Thorough;

// dotnet run --project benchmarks                      the quick figures, as tables, in about a minute
// dotnet run --project benchmarks -- quick update      those whose name contains one of the words; --json FILE, --roofline FILE.svg, --python PATH
// dotnet run --project benchmarks -- console           how fast each game is played whose cartridge is found, as CSV; see ConsoleSweep
// dotnet run --project benchmarks -- gpu updates cuda  a section of what a GPU can show; gpu.sh runs them all, beside their peers
// dotnet run --project benchmarks -- once nature 32 update   one update of Nature's network on CUDA, plainly and as a graph, and nothing else;
//                                                           a precision may follow
// dotnet run --project benchmarks -- page 5 25 1       what a page costs the training that it shows: 5 rounds, 25 seconds of each training, on one thread
// dotnet run --project benchmarks -- schedule nature 8   how many cores one iteration of the trainer would fill: [article|nature] [games]
// dotnet run --project benchmarks -- --filter '*'      the BenchmarkDotNet classes, thorough and slow; any of its options

try
{
    return args switch
    {
        ["quick", ..] => QuickRun.Run(args[1..]),
        [] or ["--json" or "--roofline" or "--python" or "--without-pytorch", ..] => QuickRun.Run(args),
        ["console", ..] => ConsoleSweep.Run(args[1..]),
        ["gpu", ..] => GpuSections.Run(args[1..]),
        ["page", ..] => PageCost.Run(args[1..]),
        ["schedule", ..] => ScheduleRun.Run(args[1..]),
        ["once", ..] => OnePass.Run(args[1..]),
        [['-', ..], ..] => ThoroughRun.Run(args),
        _ => NotUnderstood(),
    };
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

int NotUnderstood()
{
    Console.Error.WriteLine($"'{args[0]}' is none of quick, console, gpu, once, page, schedule; BenchmarkDotNet's options begin with a dash, as --filter '*Update*'");
    return 2;
}
