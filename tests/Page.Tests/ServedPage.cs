using System.Diagnostics;
using DqnGpu.Agent;

namespace DqnGpu.Page.Tests;

/// <summary>The program as a user runs it, serving a page.</summary>
internal sealed class ServedPage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly List<string> said = [];
    private bool isOver;
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts it and waits for its address.</summary>
    /// <param name="arguments">What the page is of.</param>
    public ServedPage(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLineProgram).Assembly.Location, .. arguments, "--no-browser"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The tests play the bundled cartridges, whatever ROMs the machine has.
        start.Environment.Remove("DQNGPU_ROMS");
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!address.Task.Wait(Patience))
            throw new TimeoutException($"No address was told:\n{Said}");
    }

    /// <summary>Where the page is.</summary>
    public Uri Address => address.Task.Result;

    /// <summary>Everything that the program has printed.</summary>
    public string Said
    {
        get
        {
            lock (said)
                return string.Join('\n', said);
        }
    }

    public void Dispose()
    {
        if (isOver)
            return;
        isOver = true;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            address.TrySetException(new InvalidOperationException($"The program has ended:\n{Said}"));
            return;
        }
        lock (said)
            said.Add(line);
        if (line.StartsWith("Page: ", StringComparison.Ordinal))
            address.TrySetResult(new(line["Page: ".Length..]));
    }
}
