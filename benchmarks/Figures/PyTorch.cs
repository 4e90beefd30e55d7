using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>How long PyTorch takes.</summary>
/// <param name="FastestMilliseconds">Its fastest sample, in the fastest of its ways.</param>
/// <param name="Waited">Share of the time in which its threads could run that they waited for a core; null where the system does not tell.</param>
/// <param name="Way">Whose way that was, as <c>PyTorch 2.6.0 channels-last,fused</c>: its version, its memory format, its form of Adam.</param>
internal readonly record struct PyTorchTiming(double FastestMilliseconds, double? Waited, string Way);

/// <summary>PyTorch beside us: a process that times what it is asked for by the names of our figures, and sleeps in between.</summary>
internal sealed class PyTorch : IDisposable
{
    private readonly IReadOnlyList<string> interpreters;
    private Process? process;

    /// <summary>Starts nothing before it is asked.</summary>
    /// <param name="interpreters">Pythons to try, in this order; none: nothing is compared.</param>
    public PyTorch(params IReadOnlyList<string> interpreters) => this.interpreters = interpreters;

    /// <summary>The Pythons that a machine may have: where several are installed, not each has PyTorch.</summary>
    public static IReadOnlyList<string> UsualInterpreters => OperatingSystem.IsWindows() ? ["python", "py"] : ["python3", "/usr/bin/python3"];

    /// <summary>Its version, or why there is none; null before it is asked.</summary>
    public string? Description { get; private set; }

    /// <summary>The same in PyTorch; null where there is no PyTorch, or it has no such thing. Without PyTorch nothing fails.</summary>
    public PyTorchTiming? Measure(string name)
    {
        if (Description is null)
            Start();
        if (process is null)
            return null;
        try
        {
            process.StandardInput.WriteLine(name);
            process.StandardInput.Flush();
            if (process.StandardOutput.ReadLine() is { } answer)
                return Parse(answer) is { } timing ? timing with { Way = $"{Description} {timing.Way}" } : null;
        }
        catch (IOException)
        {
        }
        Description += $", which ended at {name}";
        Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (process is null)
            return;
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
        }
        process.Dispose();
        process = null;
    }

    /// <summary>An answer: <c>NAME MEDIAN FASTEST PROCESSOR WAITED WAY</c>, where WAITED may be <c>nan</c>; null for a name alone.</summary>
    internal static PyTorchTiming? Parse(string answer)
    {
        if (answer.Split(' ') is not [_, _, var fastest, _, var waited, var way])
            return null;
        return new(double.Parse(fastest, CultureInfo.InvariantCulture), waited is "nan" ? null : double.Parse(waited, CultureInfo.InvariantCulture), way);
    }

    private void Start()
    {
        Description = interpreters.Count == 0 ? "nothing is compared with PyTorch, as asked" : $"PyTorch is not installed for {string.Join(" or ", interpreters)}, so nothing is compared with it";
        foreach (var interpreter in ProjectFolder.Path is null ? [] : interpreters)
        {
            if (TryStart(interpreter, Path.Combine(ProjectFolder.Path!, "peers", "torch_cpu.py")) is { } version)
            {
                Description = version;
                return;
            }
        }
    }

    private string? TryStart(string interpreter, string script)
    {
        var start = new ProcessStartInfo(interpreter, [script, "--seconds", "0.1"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            process = Process.Start(start)!;
            // Read and dropped: a full pipe would stop it.
            process.BeginErrorReadLine();
            if (process.StandardOutput.ReadLine() is { } version && version.StartsWith("PyTorch", StringComparison.Ordinal))
                return version;
            Dispose();
        }
        catch (Win32Exception)
        {
            // There is no such program.
        }
        return null;
    }
}
