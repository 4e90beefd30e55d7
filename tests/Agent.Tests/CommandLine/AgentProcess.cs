using System.Diagnostics;

namespace DqnGpu.Agent.Tests;

/// <summary>The program as a user runs it: a process with arguments, output and an exit code.</summary>
internal sealed record AgentProcess(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The one line that the user gets when something is wrong.</summary>
    public string ErrorLine => Error.TrimEnd('\n', '\r');

    /// <summary>Runs it to its end.</summary>
    public static AgentProcess Run(params string[] arguments) => Finish(Start(arguments));

    /// <summary>Starts it; what it prints is collected by <see cref="Finish"/>.</summary>
    public static Process Start(params string[] arguments) => StartProcess("dotnet", [Program, .. arguments]);

    /// <summary>Runs it by a shell, after some shell commands.</summary>
    public static AgentProcess RunInShell(string before, string after, params string[] arguments) =>
        Finish(StartProcess("/bin/sh", ["-c", $"{before}; exec dotnet '{Program}' {string.Join(' ', arguments.Select(word => $"'{word}'"))} {after}"]));

    /// <summary>Runs a line that a user was told to type.</summary>
    public static AgentProcess RunLine(string line) => Finish(StartProcess("/bin/sh", ["-c", line]));

    /// <summary>Waits for it and collects what it printed.</summary>
    public static AgentProcess Finish(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException("The program did not end.");
            }
            return new(process.ExitCode, output.Result, error.Result);
        }
    }

    private static string Program => typeof(CommandLineProgram).Assembly.Location;

    private static Process StartProcess(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The tests play the bundled cartridges, whatever ROMs the machine has.
        start.Environment.Remove("DQNGPU_ROMS");
        return Process.Start(start) ?? throw new InvalidOperationException($"{file} could not be started.");
    }
}
