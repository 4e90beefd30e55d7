using DqnGpu.Benchmarks.Nn;
using DqnGpu.Benchmarks.Roofs;
using Spectre.Console;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>The quick figures, in about a minute: a header, a table of each concern and, on request, JSON and a roofline.</summary>
internal static class QuickRun
{
    private const int Usage = 2;

    // Where it is not a terminal that says how wide it is.
    private const int WidthOfFile = 160;

    /// <summary>
    /// <c>[WORD ...] [--json FILE|-] [--roofline FILE] [--python PATH ...] [--without-pytorch]</c>: figures whose name contains a word, or all.
    /// </summary>
    /// <returns>0; 2: the words are not understood, or no figure has such a name.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (Request.Parse(arguments) is not { } request)
        {
            Console.Error.WriteLine(
                "quick wants words of the names of figures [all], --json FILE or --json - for the standard output, --roofline FILE, --python PATH, --without-pytorch");
            return Usage;
        }
        using var pyTorch = request.Opponent();
        var plain = new PlainTimes();
        IFigures[] all =
        [
            new UpdateFigures(plain, pyTorch), new LearnerFigures(), new ForwardFigures(plain, pyTorch), new OperationFigures(plain, pyTorch), new LookFigures(), new ConsoleFigures(),
            new PreprocessingFigures(), new HostFigures(),
        ];
        if (!all.Any(figures => NamesOf(figures).Any(request.IsWanted)))
        {
            Console.Error.WriteLine($"No figure's name contains {string.Join(" or ", request.Words)}. These can be measured:");
            foreach (var name in all.SelectMany(NamesOf))
                Console.Error.WriteLine($"  {name}");
            return Usage;
        }
        // Now, not behind a minute of measuring, when they cannot be written.
        foreach (var file in request.Files)
            File.WriteAllText(file, "");
        Measure(request, all, pyTorch);
        return 0;
    }

    /// <summary>The names of what would be measured.</summary>
    public static IReadOnlyList<string> NamesOf(IFigures figures)
    {
        var names = new List<string>();
        figures.Measure(
            name =>
            {
                names.Add(name);
                return false;
            },
            _ => { });
        return names;
    }

    private static void Measure(Request request, IReadOnlyList<IFigures> all, FastestPyTorch pyTorch)
    {
        var console = ConsoleOf(request);
        var machine = Machine.Describe();
        console.WriteLine($"{machine.Processor}, {machine.Cores} cores, {machine.Vectors}; {machine.System}; {machine.Runtime}");
        console.WriteLine($"commit {machine.Commit}, {machine.Date:yyyy-MM-dd HH:mm} UTC");
        Roof[] roofs = [.. MeasuredDevice.ThreadCounts.Select(Roof.Measure)];
        foreach (var roof in roofs)
            console.WriteLine($"{roof.Threads} {(roof.Threads == 1 ? "thread" : "threads")}: multiply-adds {roof.GigaFlops:0} GFLOP/s, memory {roof.GigaBytes:0.0} GB/s");

        var measured = new List<Measurement>();
        foreach (var figures in all)
        {
            var ours = Measured(console, figures, request.IsWanted);
            if (ours.Count > 0)
                console.Write(FigureTable.Of(figures.Title, ours, roofs));
            measured.AddRange(ours);
        }

        console.WriteLine(FigureTable.Legend.ReplaceLineEndings(" "));
        if (pyTorch.Description is { } compared)
            console.WriteLine(compared);
        if (measured.Count(figure => figure.WasBusy) is > 0 and var busy)
            console.WriteLine($"The machine was busy during {busy} of {measured.Count} figures: other programs had the cores, and their times are too long.");

        if (request.Json is "-")
            Console.WriteLine(FigureFile.Of(machine, pyTorch.Description, roofs, measured).ToJson());
        else if (request.Json is { } json)
            File.WriteAllText(json, FigureFile.Of(machine, pyTorch.Description, roofs, measured).ToJson());
        if (request.Roofline is { } roofline)
            File.WriteAllText(roofline, Roofline.Draw($"{machine.Processor}, {machine.Date:yyyy-MM-dd}", roofs, measured));
    }

    private static List<Measurement> Measured(IAnsiConsole console, IFigures figures, Func<string, bool> isWanted)
    {
        var measured = new List<Measurement>();
        if (!console.Profile.Capabilities.Interactive)
        {
            figures.Measure(isWanted, figure =>
            {
                Take(figure);
                Console.Error.WriteLine(figure.Name);
            });
            return measured;
        }
        console.Status().Start(figures.Title, status => figures.Measure(isWanted, figure =>
        {
            Take(figure);
            status.Status($"{figures.Title}: {measured.Count}, {figure.Name}".EscapeMarkup());
        }));
        return measured;

        void Take(Measurement figure) => measured.Add(figure);
    }

    private static IAnsiConsole ConsoleOf(Request request)
    {
        var isJson = request.Json is "-";
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(isJson ? Console.Error : Console.Out) });
        if (isJson ? Console.IsErrorRedirected : Console.IsOutputRedirected)
            console.Profile.Width = WidthOfFile;
        return console;
    }

    private sealed record Request(IReadOnlyList<string> Words, string? Json, string? Roofline, IReadOnlyList<string> Pythons, bool WithPyTorch)
    {
        /// <summary>The files that are to be written.</summary>
        public IEnumerable<string> Files => new[] { Json is "-" ? null : Json, Roofline }.OfType<string>();

        public bool IsWanted(string name) => Words.Count == 0 || Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

        /// <summary>The fastest of the Pythons that are named; where none is, the first that is found with PyTorch.</summary>
        public FastestPyTorch Opponent() => !WithPyTorch ? new(new PyTorch())
            : Pythons.Count > 0 ? new([.. Pythons.Select(python => new PyTorch(python))])
            : new(new PyTorch(PyTorch.UsualInterpreters));

        /// <summary>Null when it is not understood.</summary>
        public static Request? Parse(IReadOnlyList<string> arguments)
        {
            var request = new Request([], null, null, [], WithPyTorch: true);
            for (var i = 0; i < arguments.Count; i++)
            {
                var argument = arguments[i];
                if (argument is "--json" or "--roofline" or "--python")
                {
                    if (++i == arguments.Count)
                        return null;
                    request = argument switch
                    {
                        "--json" => request with { Json = arguments[i] },
                        "--roofline" => request with { Roofline = arguments[i] },
                        _ => request with { Pythons = [.. request.Pythons, arguments[i]] },
                    };
                }
                else if (argument is "--without-pytorch")
                    request = request with { WithPyTorch = false };
                else if (argument.StartsWith('-'))
                    return null;
                else
                    request = request with { Words = [.. request.Words, argument] };
            }
            return request;
        }
    }
}
