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

    /// <summary>Runs every operation's fixture on a device and prints what failed and the counts.</summary>
    /// <param name="device">One of the names above.</param>
    /// <param name="operation">The beginning of an operation's name, to run only its fixture.</param>
    /// <returns>0 when nothing failed; 1 otherwise; 2 for an unknown device.</returns>
    public static int Run(string device, string operation = "")
    {
        if (!FixturePrefixes.TryGetValue(device, out var prefix))
        {
            Console.Error.WriteLine($"There are no fixtures for '{device}'; there are: {string.Join(", ", FixturePrefixes.Keys)}.");
            return 2;
        }
        if (Devices.List().First(listed => listed.Name == device) is { Available: false } missing)
        {
            Console.WriteLine($"skipped: the kernel tests on {device}, because {missing.WhyUnavailable}");
            return 0;
        }
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(typeof(SelfTest).Assembly, new Dictionary<string, object>());
        var result = runner.Run(
            new Failures(),
            TestFilter.FromXml($"<filter><class re='1'>{Regex.Escape(typeof(SelfTest).Namespace![..^"Ilgpu".Length] + prefix + operation)}\\w*Tests$</class></filter>"));
        Console.WriteLine($"{device}: {result.PassCount} passed, {result.FailCount} failed, {result.SkipCount} skipped");
        return result.FailCount == 0 && result.PassCount > 0 ? 0 : 1;
    }

    private sealed class Failures : ITestListener
    {
        public void TestStarted(ITest test)
        {
        }

        public void TestFinished(ITestResult result)
        {
            if (!result.Test.IsSuite && result.ResultState.Status == TestStatus.Failed)
                Console.WriteLine($"FAILED  {result.FullName}: {result.Message}");
        }

        public void TestOutput(TestOutput output)
        {
        }

        public void SendMessage(TestMessage message)
        {
        }
    }
}
