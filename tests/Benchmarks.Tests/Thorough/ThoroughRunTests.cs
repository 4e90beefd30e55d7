using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using DqnGpu.Benchmarks.Thorough;

namespace DqnGpu.Benchmarks.Tests.Thorough;

/// <summary>Whether a run of BenchmarkDotNet ends with what happened.</summary>
[NonParallelizable]
public sealed class ThoroughRunTests
{
    [Test]
    public void Nothing_that_ran_is_a_failure() => Run("*NoSuchBenchmark*", code: 1, "No benchmark ran");

    [Test]
    public void A_benchmark_that_throws_is_a_failure_and_named() => Run("*OneThrows*", code: 1, "1 did not run: OneThrows.Throw");

    [Test]
    public void Benchmarks_that_ran_are_none() => Run("*OneRuns*", code: 0, "");

    private static void Run(string filter, int code, string told)
    {
        var folder = Directory.CreateTempSubdirectory("benchmarks");
        try
        {
            var config = ManualConfig.CreateEmpty()
                .AddJob(Job.Dry.WithToolchain(InProcessEmitToolchain.DontLogOutput))
                .WithOptions(ConfigOptions.DisableOptimizationsValidator | ConfigOptions.DisableLogFile)
                .WithArtifactsPath(folder.FullName);
            var errors = new StringWriter();
            Assert.That(ThoroughRun.Run(typeof(ThoroughRunTests).Assembly, ["--filter", filter], config, errors), Is.EqualTo(code));
            Assert.That(errors.ToString(), Does.StartWith(told));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>For <see cref="ThoroughRunTests"/>.</summary>
public class OneThrows
{
    [Benchmark]
    public void Throw() => throw new InvalidOperationException("As it should.");
}

/// <summary>For <see cref="ThoroughRunTests"/>.</summary>
public class OneRuns
{
    [Benchmark]
    public int Add() => 1;
}
