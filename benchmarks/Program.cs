using BenchmarkDotNet.Running;

// dotnet run --project benchmarks -- --filter '*Preprocessing*'     (without arguments: choose from a list)
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
