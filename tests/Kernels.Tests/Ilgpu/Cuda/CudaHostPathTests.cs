using System.Diagnostics;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>
/// The host side of the CUDA device on a machine without CUDA: a stand-in driver, compiled by gcc, counts what it is asked to do.
/// </summary>
public sealed class CudaHostPathTests
{
    private string directory = "";

    [OneTimeSetUp]
    public void CompileTheStandIn()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The stand-in driver is a Linux library.");
        directory = Directory.CreateTempSubdirectory("dqngpu-stand-in").FullName;
        var source = Path.Combine(TestContext.CurrentContext.TestDirectory, "libcuda-stand-in.c");
        try
        {
            var (status, output) = Run("gcc", ["-shared", "-fPIC", "-O1", "-w", "-o", LibraryPath, source], []);
            Assert.That(status, Is.Zero, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("gcc is not installed; it compiles the stand-in for the CUDA driver.");
        }
    }

    [OneTimeTearDown]
    public void RemoveTheStandIn()
    {
        if (directory.Length > 0)
            Directory.Delete(directory, recursive: true);
    }

    [Test]
    public void Every_operation_reaches_the_driver_plainly_and_as_a_graph()
    {
        var printed = RunHostPath([]);
        Assert.That(printed["listed"], Is.EqualTo("True"));
        Assert.That(printed["name"], Is.EqualTo("cuda"), "auto prefers CUDA");
        Assert.That(printed["description"], Does.Contain("Stand-in GPU").And.Contain("132 multiprocessors").And.Contain("13.0"));
        Assert.That(printed["round trip"], Is.EqualTo("0 1 2 3 0"));
        Assert.That(printed["uploads"], Is.EqualTo("1"), "uploads go to the second stream");
        Assert.That(printed["uploaded"], Is.EqualTo("0 7 7 0"));
        Assert.That(printed["pinned"], Is.EqualTo("1"));
        Assert.That(printed["unpinned"], Is.EqualTo("1"));
        Assert.That(printed["fences"], Is.EqualTo("1 1 1 1"));
        Assert.That(printed["out of memory"], Does.Contain("1099511627776 elements of 4 bytes"));
        Assert.That(printed["modules for this GPU"], Is.EqualTo(printed["modules"]));
        Assert.That(printed["modules with uniform marks"], Is.EqualTo("0"));
        Assert.That(long.Parse(printed["launches"]), Is.GreaterThanOrEqualTo(24), "20 operations; Adam, clipping and the split products take two");
        Assert.That(printed["launches again"], Is.EqualTo(printed["launches"]));
        Assert.That(printed["bytes allocated"], Is.EqualTo("0"));
        Assert.That(printed["captured"], Is.EqualTo(printed["launches"]));
        Assert.That(printed["plain launches while capturing"], Is.EqualTo("0"));
        Assert.That(printed["graph launches"], Is.EqualTo("3"));
        Assert.That(printed["graphs destroyed"], Is.EqualTo("1"));
        Assert.That(printed["plain launches in the end"], Is.EqualTo("0"));
    }

    [Test]
    public void A_driver_that_refuses_to_capture_gets_plain_launches()
    {
        var printed = RunHostPath([new("STAND_IN_REFUSES_CAPTURE", "1")]);
        Assert.That(printed["captured"], Is.EqualTo("0"));
        Assert.That(printed["graph launches"], Is.EqualTo("0"));
        Assert.That(long.Parse(printed["plain launches in the end"]), Is.EqualTo(3 * long.Parse(printed["launches"])));
    }

    private string LibraryPath => Path.Combine(directory, "libcuda.so.1");

    private Dictionary<string, string> RunHostPath(KeyValuePair<string, string>[] environment)
    {
        var (status, output) = Run(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [typeof(CudaHostPathProgram).Assembly.Location, "host-path"], [new("DQNGPU_LIBCUDA", LibraryPath), .. environment]);
        Assert.That(status, Is.Zero, output);
        return output.Split('\n').Select(line => line.Split(" = ", 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
    }

    private static (int Status, string Output) Run(string program, string[] arguments, KeyValuePair<string, string>[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
