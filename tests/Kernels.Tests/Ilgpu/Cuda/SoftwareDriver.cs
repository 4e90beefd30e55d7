using System.Diagnostics;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>The CUDA driver in software of the folder <c>tests/SoftwareDriver</c>, compiled for as long as the object lives.</summary>
internal sealed class SoftwareDriver : IDisposable
{
    private const int LacksGcc = 127; // what a shell says of a command that it does not find

    private readonly string directory = Directory.CreateTempSubdirectory("dqngpu-driver").FullName;

    private SoftwareDriver()
    {
    }

    /// <summary>The library, to be named in <c>DQNGPU_LIBCUDA</c>.</summary>
    public string LibraryPath => Path.Combine(directory, "libcuda.so.1");

    /// <summary>Compiles it; the test is ignored where that is not possible.</summary>
    /// <param name="lacks">Calls that it does not have, as an older driver.</param>
    public static SoftwareDriver Compile(params string[] lacks)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The CUDA driver in software is a Linux library.");
        var driver = new SoftwareDriver();
        var (status, output) = Run(
            Path.Combine(AppContext.BaseDirectory, "SoftwareDriver", "compile.sh"), [driver.directory, .. lacks.Select(call => $"-D{call}=lacking_{call}")]);
        if (status == LacksGcc)
        {
            driver.Dispose();
            Assert.Ignore("gcc is not installed; it compiles the CUDA driver in software.");
        }
        Assert.That(status, Is.Zero, output);
        return driver;
    }

    /// <summary>Runs a command of this assembly (see Program.cs) in a process that has this driver for its CUDA driver.</summary>
    public (int Status, string Output) RunProgram(string[] arguments, params KeyValuePair<string, string>[] environment) => Run(
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        [typeof(SoftwareDriver).Assembly.Location, .. arguments], [new("DQNGPU_LIBCUDA", LibraryPath), .. environment]);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static (int Status, string Output) Run(string program, string[] arguments, params KeyValuePair<string, string>[] environment)
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
