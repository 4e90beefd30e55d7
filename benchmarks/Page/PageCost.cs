using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace DqnGpu.Benchmarks.Page;

/// <summary>What a page costs the training that it shows: a training without one, and one with a page that nobody or somebody looks at, in turns.</summary>
/// <remarks>
/// Two trainings stand side by side, and one at a time goes on: machines are faster and slower from minute to minute, by more than a page costs, so
/// what is compared lies seconds apart. The clients ask as the page's scripts do and throw away what they get: a browser's own drawing is no part of it.
/// </remarks>
public static class PageCost
{
    private static readonly Variant[] Variants =
    [
        new("without a page", HasPage: false, []),
        new("a page, nobody looks", HasPage: true, []),
        new("one looks at the game", HasPage: true, [Watch]),
        new("the network, gradient saliency and curves too", HasPage: true, [Watch, Ask("network", 200), Ask("saliency?by=gradient", 110), Ask("progress", 3000)]),
        new("perturbation saliency instead", HasPage: true, [Watch, Ask("network", 200), Ask("saliency?by=perturbation", 110), Ask("progress", 3000)]),
        new("twenty look at the game", HasPage: true, [.. Enumerable.Repeat(Watch, 20)]),
    ];

    // What all are compared with: the same process, seconds apart. Two processes of the same training differ by some per cent.
    private const int NobodyLooks = 1;

    /// <summary>Measures.</summary>
    /// <param name="args">Rounds [10], seconds that are measured of each variant in each of them [10], threads of the trainings [one for each core].</param>
    /// <returns>0; 2: what was asked for is not understood.</returns>
    public static int Run(string[] args)
    {
        var numbers = args.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0).ToArray();
        if (numbers.Length > 3 || numbers.Contains(0) || OperatingSystem.IsWindows())
        {
            Console.Error.WriteLine("Benchmarks page [rounds] [seconds] [threads]; not on Windows, which cannot hold a program up");
            return 2;
        }
        var (rounds, time, threads) = (At(0, 10), TimeSpan.FromSeconds(At(1, 10)), At(2, 0));
        using var without = new MeasuredTraining(threads, hasPage: false);
        using var with = new MeasuredTraining(threads, hasPage: true);
        var measured = Variants.Select(_ => new List<Measured>()).ToArray();
        // In round 0 what plays, learns, serves and asks is compiled, some of it twice, on the same cores.
        for (var round = 0; round <= rounds; round++)
        {
            // Each variant stands at each place of a round in turn.
            for (var i = 0; i < Variants.Length; i++)
            {
                var variant = (round + i) % Variants.Length;
                var now = Measure(Variants[variant], Variants[variant].HasPage ? with : without, time);
                Console.WriteLine($"round {round}, {Variants[variant].Name}: {now.StepsPerSecond:0} steps/s, {now.CpuPerStep:0.0} us of cpu a step, {now.ServerShare:0.0 %} of a core serves, answers/s {string.Join(' ', now.Answers.Select(answers => $"{answers:0.0}"))}");
                if (round > 0)
                    measured[variant].Add(now);
            }
        }
        Console.WriteLine();
        Console.WriteLine("| | steps/s | of that when nobody looks | half of the rounds | cpu a step, us | of that when nobody looks | half of the rounds | of a core serves |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var (i, variant) in Variants.Index())
        {
            var speed = Ratios(measured[i], one => one.StepsPerSecond);
            var cpu = Ratios(measured[i], one => one.CpuPerStep);
            Console.WriteLine(
                $"| {variant.Name} | {Quantile(measured[i].Select(one => one.StepsPerSecond), 0.5):0} | {Quantile(speed, 0.5):0.000} | {Quantile(speed, 0.25):0.00} to {Quantile(speed, 0.75):0.00} "
                + $"| {Quantile(measured[i].Select(one => one.CpuPerStep), 0.5):0.0} | {Quantile(cpu, 0.5):0.000} | {Quantile(cpu, 0.25):0.00} to {Quantile(cpu, 0.75):0.00} "
                + $"| {Quantile(measured[i].Select(one => one.ServerShare), 0.5):0.0 %} |");
        }
        return 0;

        int At(int i, int otherwise) => i < numbers.Length ? numbers[i] : otherwise;

        double[] Ratios(List<Measured> variant, Func<Measured, double> of) => [.. variant.Zip(measured[NobodyLooks], (one, nobody) => of(one) / of(nobody))];
    }

    private static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        var place = share * (sorted.Length - 1);
        var below = sorted[(int)place];
        return below + (place - (int)place) * (sorted[(int)Math.Ceiling(place)] - below);
    }

    private static Measured Measure(Variant variant, MeasuredTraining training, TimeSpan time)
    {
        training.GoOn();
        using var stop = new CancellationTokenSource();
        var answers = new long[variant.Clients.Length];
        Task[] clients = [.. variant.Clients.Select((client, i) => client(training.Address, () => Interlocked.Increment(ref answers[i]), stop.Token))];
        var first = training.NextLine();
        var answered = answers.ToArray();
        var last = first;
        while (last.Time - first.Time < time)
            last = training.NextLine();
        var (steps, seconds) = (last.Steps - first.Steps, (last.Time - first.Time).TotalSeconds);
        var measured = new Measured(
            steps / seconds, (last.Cpu - first.Cpu).TotalMicroseconds / steps, last.ServerSince(first).TotalSeconds / seconds,
            [.. answers.Zip(answered, (now, before) => (now - before) / seconds)]);
        stop.Cancel();
        Task.WhenAll(clients).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        training.HoldUp();
        return measured;
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
