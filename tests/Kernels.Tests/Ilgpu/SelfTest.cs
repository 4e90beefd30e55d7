using System.Text.RegularExpressions;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace DqnGpu.Kernels.Tests.Ilgpu;

/// <summary>Runs a device's fixtures without a test platform: on a machine with a GPU but without an SDK.</summary>
internal static class SelfTest
{
    private static readonly Dictionary<string, string> FixturePrefixes = new()
    {
        ["cuda"] = "Ilgpu.Cuda",
        ["opencl"] = "Ilgpu.OpenCL",
        ["ilgpu-cpu"] = "Ilgpu.IlgpuCpu",
        ["simd"] = "Simd.SimdAuto",
    };

    private static string Root => typeof(SelfTest).Namespace![..^"Ilgpu".Length];

    /// <summary>Prints the names that <see cref="Run"/> takes for a device, a line each: a process for each of them uses all cores.</summary>
    /// <returns>0; 2 for an unknown device.</returns>
    public static int List(string device)
    {
        if (!FixturePrefixes.TryGetValue(device, out var prefix))
            return Unknown(device);
        var fixture = new Regex($"{Regex.Escape(Root + prefix)}(\\w*)Tests$");
        foreach (var type in typeof(SelfTest).Assembly.GetTypes().Where(type => !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal))
            if (fixture.Match(type.FullName!) is { Success: true } match)
                Console.WriteLine(match.Groups[1].Value);
        return 0;
    }

    /// <summary>Runs every operation's fixture on a device and prints what failed, each fixture when it is done, and the counts.</summary>
    /// <param name="device">One of the names above.</param>
    /// <param name="operation">The beginning of an operation's name, to run only its fixture.</param>
    /// <returns>0 when nothing failed; 1 otherwise; 2 for an unknown device.</returns>
    public static int Run(string device, string operation = "")
    {
        if (!FixturePrefixes.TryGetValue(device, out var prefix))
            return Unknown(device);
        if (Devices.List().First(listed => listed.Name == device) is { Available: false } missing)
        {
            Console.WriteLine($"skipped: the kernel tests on {device}, because {missing.WhyUnavailable}");
            return 0;
        }
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(typeof(SelfTest).Assembly, new Dictionary<string, object>());
        var result = runner.Run(
            new Progress(),
            TestFilter.FromXml($"<filter><class re='1'>{Regex.Escape(Root + prefix + operation)}\\w*Tests$</class></filter>"));
        Console.WriteLine($"{device}: {result.PassCount} passed, {result.FailCount} failed, {result.SkipCount} skipped");
        return result.FailCount == 0 && result.PassCount > 0 ? 0 : 1;
    }

    private static int Unknown(string device)
    {
        Console.Error.WriteLine($"There are no fixtures for '{device}'; there are: {string.Join(", ", FixturePrefixes.Keys)}.");
        return 2;
    }

    private sealed class Progress : ITestListener
    {
        public void TestStarted(ITest test)
        {
        }

        public void TestFinished(ITestResult result)
        {
            if (!result.Test.IsSuite && result.ResultState.Status == TestStatus.Failed)
                Console.WriteLine($"FAILED  {result.FullName}: {result.Message}");
            if (result.Test is TestFixture fixture)
                Console.WriteLine($"{fixture.Name}: {result.PassCount} passed, {result.FailCount} failed, {result.Duration:f1} s");
        }

        public void TestOutput(TestOutput output)
        {
        }

        public void SendMessage(TestMessage message)
        {
        }
    }
}
