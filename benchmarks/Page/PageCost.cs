using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using DqnGpu.Agent;

namespace DqnGpu.Benchmarks.Page;

/// <summary>What a page costs the training that it shows: the same training in turns without one, with one that nobody looks at, and with clients.</summary>
/// <remarks>
/// The clients ask as the page's scripts do and throw away what they get: a browser's own drawing is no part of it. Processor time is the training's
/// process's, its server included, so what a busy neighbour takes does not count; the server's share of it is that of the threads that serve (on Linux).
/// </remarks>
public static class PageCost
{
    private static readonly string[] Serving = [".NET TP", ".NET Sockets", "Kestrel"];

    private static readonly Variant[] Variants =
    [
        new("without a page", HasPage: false, []),
        new("a page, nobody looks", HasPage: true, []),
        new("one looks at the game", HasPage: true, [Watch]),
        new("the network, gradient saliency and curves too", HasPage: true, [Watch, Ask("network", 200), Ask("saliency?by=gradient", 110), Ask("progress", 3000)]),
        new("perturbation saliency instead", HasPage: true, [Watch, Ask("network", 200), Ask("saliency?by=perturbation", 110), Ask("progress", 3000)]),
        new("twenty look at the game", HasPage: true, [.. Enumerable.Repeat(Watch, 20)]),
    ];

    /// <summary>Measures.</summary>
    /// <param name="args">Rounds [5], seconds of each training that are measured [25], threads of the training [one for each core].</param>
    /// <returns>0; 2: what was asked for is not understood.</returns>
    public static int Run(string[] args)
    {
        var numbers = args.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0).ToArray();
        if (numbers.Length > 3 || numbers.Contains(0))
        {
            Console.Error.WriteLine("Benchmarks page [rounds] [seconds] [threads]");
            return 2;
        }
        var (rounds, seconds, threads) = (At(0, 5), At(1, 25), At(2, 0));
        var measured = Variants.Select(_ => new List<Measured>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            // Each variant stands at each place of a round in turn.
            for (var i = 0; i < Variants.Length; i++)
            {
                var variant = (round + i) % Variants.Length;
                measured[variant].Add(Measure(Variants[variant], TimeSpan.FromSeconds(seconds), threads));
                var now = measured[variant][^1];
                Console.WriteLine($"round {round + 1}, {Variants[variant].Name}: {now.StepsPerSecond:0} steps/s, {now.CpuPerStep:0.0} us of cpu a step, {now.ServerShare:0.0 %} of a core serves, answers/s {string.Join(' ', now.Answers.Select(answers => $"{answers:0.0}"))}");
            }
        }
        Console.WriteLine();
        Console.WriteLine("| | steps/s | of that without | lowest and highest | cpu a step, us | of that without | lowest and highest | of a core serves |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var (i, variant) in Variants.Index())
        {
            var speed = measured[i].Zip(measured[0], (with, without) => with.StepsPerSecond / without.StepsPerSecond).Order().ToArray();
            var cpu = measured[i].Zip(measured[0], (with, without) => with.CpuPerStep / without.CpuPerStep).Order().ToArray();
            Console.WriteLine(
                $"| {variant.Name} | {Median(measured[i].Select(one => one.StepsPerSecond)):0} | {Median(speed):0.000} | {speed[0]:0.00} to {speed[^1]:0.00} "
                + $"| {Median(measured[i].Select(one => one.CpuPerStep)):0.0} | {Median(cpu):0.000} | {cpu[0]:0.00} to {cpu[^1]:0.00} | {Median(measured[i].Select(one => one.ServerShare)):0.0 %} |");
        }
        return 0;

        int At(int i, int otherwise) => i < numbers.Length ? numbers[i] : otherwise;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static Measured Measure(Variant variant, TimeSpan time, int threads)
    {
        var folder = Directory.CreateTempSubdirectory("dqngpu-page-cost-").FullName;
        var run = Path.Combine(folder, "run");
        string[] arguments = [
            typeof(CommandLineProgram).Assembly.Location, "pong", "--out", run, "--prefill", "2000", "--checkpoint-every", "0", "--device", "simd", "--threads", $"{threads}",
            .. variant.HasPage ? (string[])["--page", "--no-browser"] : []];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        try
        {
            var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
            process.OutputDataReceived += (_, line) =>
            {
                if (line.Data is { } said && said.StartsWith("Page: ", StringComparison.Ordinal))
                    address.TrySetResult(new(said["Page: ".Length..]));
            };
            process.BeginOutputReadLine();
            using var stop = new CancellationTokenSource();
            var answers = new long[variant.Clients.Length];
            Task[] clients = [.. variant.Clients.Select((client, i) => client(address.Task.Result, () => Interlocked.Increment(ref answers[i]), stop.Token))];
            // The first line is of random play, or of code that is not compiled yet.
            var first = NextLine(process, Path.Combine(run, "progress.csv"), steps: 4_000);
            var answered = answers.ToArray();
            var begun = Stopwatch.GetTimestamp();
            var last = first;
            while (Stopwatch.GetElapsedTime(begun) < time)
                last = NextLine(process, Path.Combine(run, "progress.csv"), last.Steps);
            var counted = answers.Zip(answered, (now, before) => (now - before) / (last.Time - first.Time).TotalSeconds).ToArray();
            stop.Cancel();
            Task.WhenAll(clients).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
            var steps = last.Steps - first.Steps;
            return new(steps / (last.Time - first.Time).TotalSeconds, (last.Cpu - first.Cpu).TotalMicroseconds / steps, (last.Server - first.Server) / (last.Time - first.Time), counted);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Waits for a line of progress.csv behind the given step, and says when it came.</summary>
    private static (long Steps, TimeSpan Time, TimeSpan Cpu, TimeSpan Server) NextLine(Process process, string file, long steps)
    {
        while (true)
        {
            Thread.Sleep(20);
            if (process.HasExited)
                throw new InvalidOperationException("The training has ended.");
            if (!File.Exists(file))
                continue;
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length < 2 || !long.TryParse(lines[^1].Split(',')[1], CultureInfo.InvariantCulture, out var now) || now <= steps)
                continue;
            process.Refresh();
            return (now, Stopwatch.GetElapsedTime(0), process.TotalProcessorTime, ServerTime(process));
        }
    }

    /// <summary>Processor time of the threads that serve; zero where the system does not tell.</summary>
    private static TimeSpan ServerTime(Process process)
    {
        var tasks = $"/proc/{process.Id}/task";
        if (!Directory.Exists(tasks))
            return TimeSpan.Zero;
        var nanoseconds = 0L;
        foreach (var task in Directory.GetDirectories(tasks))
        {
            try
            {
                var name = File.ReadAllText(Path.Combine(task, "comm"));
                if (Serving.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                    nanoseconds += long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }
        return TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    /// <summary>Looks at the newest step of a game, as fast as it is given.</summary>
    private static async Task Watch(Uri page, Action got, CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(page) { Scheme = "ws", Path = "/api/live" }.Uri, stop);
        var room = new byte[1 << 18];
        await Say("""{"do":"view","game":0,"speed":"live"}""");
        while (!stop.IsCancellationRequested)
        {
            await Say("""{"do":"next"}""");
            while (!(await socket.ReceiveAsync(room.AsMemory(), stop)).EndOfMessage)
            {
            }
            got();
        }

        Task Say(string words) => socket.SendAsync(Encoding.UTF8.GetBytes(words), WebSocketMessageType.Text, endOfMessage: true, stop);
    }

    /// <summary>Asks again and again, so many milliseconds after each answer.</summary>
    private static Func<Uri, Action, CancellationToken, Task> Ask(string what, int pause) => async (page, got, stop) =>
    {
        using var http = new HttpClient { BaseAddress = page };
        for (; !stop.IsCancellationRequested; await Task.Delay(pause, stop))
        {
            using var answer = await http.GetAsync($"/api/{what}", stop);
            if (answer.IsSuccessStatusCode)
                got();
        }
    };

    private sealed record Variant(string Name, bool HasPage, Func<Uri, Action, CancellationToken, Task>[] Clients);

    private sealed record Measured(double StepsPerSecond, double CpuPerStep, double ServerShare, double[] Answers);
}
