using System.Globalization;

namespace DqnGpu.Benchmarks.Schedule;

/// <summary>
/// How long an iteration of the trainer would take on more cores than there are: the tasks of one iteration, measured one after the other on one core,
/// laid out on P threads.
/// </summary>
/// <remarks>
/// <para>Three orders, none of which changes what is computed:</para>
/// <code>
/// in turns              states, act | play | gather, learn, gather, learn, ... | store
/// games beside learning states, act | play || gather, learn, ... | store                      the minibatches are from before the step that is played
/// all beside learning   states, act, play || gather, learn, ... | store                       the first step of the optimiser would wait for the actions
/// </code>
/// <para>Side by side, some of the threads do the one thing and the rest the other: as many as makes the iteration shortest. What is left out is what
/// cores take from each other: their share of the memory, and the clock that falls when all are busy.</para>
/// </remarks>
internal static class ScheduleRun
{
    private const int ManyThreads = 16;
    private static readonly int[] Threads = [1, 2, 4, 8, 16, 32];

    /// <summary><c>[article|nature] [GAMES]</c></summary>
    /// <returns>0; 2: the words are not understood.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var network = arguments.Count > 0 ? arguments[0] : "article";
        var games = 8;
        if (arguments.Count > 2 || network is not ("article" or "nature") || (arguments.Count == 2 && !(int.TryParse(arguments[1], out games) && games > 0)))
        {
            Console.Error.WriteLine("schedule wants [article|nature] [number of games]");
            return 2;
        }
        var parts = IterationParts.Measure(network, games);
        Write($"{network}, {games} games, {parts.Updates} updates of 32 an iteration; microseconds:");
        Write($"  {"",-12}{"one thread",9}{$"{ManyThreads} threads",12}{"longest tasks",14}{"undivided tasks",17}");
        foreach (var (name, segments, times) in new[]
        {
            ("states, act", parts.Act, 1), ("play", parts.Play, 1), ("gather", parts.Gather, parts.Updates), ("learn", parts.Learn, parts.Updates), ("store", parts.Store, 1),
        })
        {
            var alone = segments.Where(segment => segment.Tasks.Length == 1).Sum(segment => segment.Work);
            Write($"  {name,-12}{times * segments.Sum(segment => segment.Work),9:0}{times * segments.Sum(segment => segment.Time(ManyThreads)),12:0}{times * segments.Sum(segment => segment.Longest),14:0}{times * alone,17:0}");
        }
        var (kernels, rounds) = (parts.Learn[0].Pool, parts.Play[0].Pool);
        Write($"  pools: to begin {kernels.Start:0.00} and {rounds.Start:0.0}, to take a task {kernels.Take:0.000} and {rounds.Take:0.000} (kernels, games)");
        Write($"{"threads",8}{"in turns",22}{"games beside learning",26}{"all beside learning",26}");
        foreach (var threads in Threads)
            Write($"{threads,8}{Row(parts, parts.InTurns(threads), threads),22}{Row(parts, parts.GamesBesideLearning(threads), threads),26}{Row(parts, parts.AllBesideLearning(threads), threads),26}");
        Write($"{"limit",8}{parts.InTurns(int.MaxValue),16:0} us{parts.GamesBesideLearning(int.MaxValue),23:0} us{parts.AllBesideLearning(int.MaxValue),23:0} us");
        return 0;
    }

    private static string Row(IterationParts parts, double microseconds, int threads) =>
        string.Create(CultureInfo.InvariantCulture, $"{microseconds:0} us, busy {100 * parts.Work / (threads * microseconds):0} %");

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
