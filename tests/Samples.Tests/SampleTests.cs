using System.Diagnostics;
using System.Text;

namespace DqnGpu.Samples.Tests;

/// <summary>Every sample, as the program that a reader starts: it ends well, says what it should, and is short.</summary>
public sealed class SampleTests
{
    private const int LongestProgram = 79;

    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(3);

    private static string Root => RepositoryRoot.Folder;

    private static string Configuration => new DirectoryInfo(TestContext.CurrentContext.TestDirectory).Parent!.Name;

    public static IEnumerable<string> Names() => Directory.EnumerateDirectories(Path.Combine(Root, "samples")).Select(folder => Path.GetFileName(folder)!).Order();

    [TestCase("Xor", "learnt")]
    [TestCase("TwoSpirals", "of 194 points right")]
    [TestCase("CustomLayer", "Gradient check of SwishLayer on 3 samples of 3x2x5, device simd: passed")]
    [TestCase("Console", "104 games:")]
    [TestCase("CartPole", "mean of 20 games", Category = "Slow")]
    public void It_runs_and_ends_well(string name, string line)
    {
        var (status, output) = Run(name);
        Assert.That(status, Is.Zero, output);
        Assert.That(output, Does.Contain(line));
    }

    [TestCaseSource(nameof(Names))]
    public void It_is_short_and_named_in_the_list(string name)
    {
        Assert.That(File.ReadAllLines(Path.Combine(Root, "samples", name, "Program.cs")), Has.Length.AtMost(LongestProgram));
        Assert.That(File.ReadAllText(Path.Combine(Root, "samples", "README.md")), Does.Contain($"`{name}`"));
        var cases = typeof(SampleTests).GetMethod(nameof(It_runs_and_ends_well))!.GetCustomAttributes(typeof(TestCaseAttribute), false);
        Assert.That(cases.Cast<TestCaseAttribute>().Select(test => test.Arguments[0]), Does.Contain(name), "a test runs it");
    }

    private static (int Status, string Output) Run(string name)
    {
        var program = Path.Combine(Root, "samples", name, "bin", Configuration, "net10.0", name + ".dll");
        Assert.That(program, Does.Exist);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(LongestRun))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{name} has not ended after {LongestRun}: {output.Result}");
        }
        return (process.ExitCode, output.Result + errors.Result);
    }
}
