namespace DqnGpu.Agent;

/// <summary>The terminal's second screen, without a cursor; the first comes back as it was, however the program ends by itself.</summary>
public sealed class AlternateScreen : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l\e[2J";
    private const string Leave = "\e[0m\e[?25h\e[?1049l";

    private readonly TextWriter output;
    private int hasLeft;

    /// <summary>Enters it.</summary>
    /// <param name="output">The terminal.</param>
    public AlternateScreen(TextWriter output)
    {
        this.output = output;
        // Another thread's fault ends the process without a word to this one.
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        output.Write(Enter);
        output.Flush();
    }

    /// <summary>Leaves it.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        if (Interlocked.Exchange(ref hasLeft, 1) == 1)
            return;
        output.Write(Leave);
        output.Flush();
    }

    private void OnExit(object? sender, EventArgs arguments) => Dispose();
}
