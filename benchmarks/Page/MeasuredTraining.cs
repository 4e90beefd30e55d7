using System.Diagnostics;
using System.Globalization;
using DqnGpu.Agent;

namespace DqnGpu.Benchmarks.Page;

/// <summary>Where a training was when it wrote a line of its progress.</summary>
/// <param name="Steps">Agent steps.</param>
/// <param name="Time">When that was.</param>
/// <param name="Cpu">Processor time of its process, its server included: what a busy neighbour takes does not count.</param>
/// <param name="Server">Nanoseconds of processor time of each thread that serves; empty where the system does not tell.</param>
public readonly record struct TrainingMoment(long Steps, TimeSpan Time, TimeSpan Cpu, IReadOnlyDictionary<string, long> Server)
{
    /// <summary>What the threads that serve took since then; what one took that has ended meanwhile is not known.</summary>
    public TimeSpan ServerSince(TrainingMoment before) =>
        TimeSpan.FromTicks(Server.Sum(thread => thread.Value - before.Server.GetValueOrDefault(thread.Key)) / TimeSpan.NanosecondsPerTick);
}

/// <summary>A training in a process of its own, which can be held up and go on. It is held up until it shall <see cref="GoOn"/>.</summary>
public sealed class MeasuredTraining : IDisposable
{
    private static readonly string[] Serving = [".NET TP", ".NET Sockets", ".NET Timer", "Kestrel"];

    private readonly string folder = Directory.CreateTempSubdirectory("dqngpu-page-cost-").FullName;
    private readonly string progress;
    private readonly Process process;
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts it.</summary>
    /// <param name="threads">Of the device; 0: one for each core.</param>
    /// <param name="hasPage">Whether it serves a page.</param>
    public MeasuredTraining(int threads, bool hasPage)
    {
        var run = Path.Combine(folder, "run");
        progress = Path.Combine(run, RunFolder.ProgressName);
        // A step costs the same from first to last: the network is asked in each.
        string[] arguments =
        [
            typeof(CommandLineProgram).Assembly.Location, "pong", "--out", run, "--prefill", "2000", "--epsilon-steps", "0", "--checkpoint-every", "0",
            "--device", "simd", "--threads", $"{threads}", .. hasPage ? (string[])["--page", "--no-browser"] : [],
        ];
        process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } said && said.StartsWith("Page: ", StringComparison.Ordinal))
                address.TrySetResult(new(said["Page: ".Length..]));
        };
        process.BeginOutputReadLine();
        NextLine();
        HoldUp();
    }

    /// <summary>Where its page is.</summary>
    public Uri Address => address.Task.Result;

    /// <summary>It does nothing from now on.</summary>
    public void HoldUp() => Signal("STOP");

    /// <summary>It goes on.</summary>
    public void GoOn() => Signal("CONT");

    /// <summary>Waits until it has written another line of its progress, which it does every five seconds.</summary>
    public TrainingMoment NextLine()
    {
        var before = StepsSoFar();
        long steps;
        do
        {
            WaitUntilItGrows();
            steps = StepsSoFar();
        }
        while (steps <= before);
        process.Refresh();
        return new(steps, Stopwatch.GetElapsedTime(0), process.TotalProcessorTime, ServerTime());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Signal(string name) => Process.Start("kill", [$"-{name}", $"{process.Id}"]).WaitForExit();

    /// <summary>Steps of the last line of its progress; -1 before the first.</summary>
    private long StepsSoFar() => File.Exists(progress) && NumberTable.Read(progress).Last("steps") is var steps && !double.IsNaN(steps) ? (long)steps : -1;

    // Reading it fifty times a second would take from the cores what is measured; asking for its length does not.
    private void WaitUntilItGrows()
    {
        for (var length = Length(); Length() == length; Thread.Sleep(20))
            if (process.HasExited)
                throw new InvalidOperationException("The training has ended.");

        long Length() => new FileInfo(progress) is { Exists: true } file ? file.Length : 0;
    }

    private Dictionary<string, long> ServerTime()
    {
        var nanoseconds = new Dictionary<string, long>();
        var tasks = $"/proc/{process.Id}/task";
        if (!Directory.Exists(tasks))
            return nanoseconds;
        foreach (var task in Directory.GetDirectories(tasks))
        {
            try
            {
                var name = File.ReadAllText(Path.Combine(task, "comm"));
                if (Serving.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                    nanoseconds[task] = long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }
        return nanoseconds;
    }
}
