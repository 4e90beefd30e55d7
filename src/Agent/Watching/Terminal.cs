namespace DqnGpu.Agent;

/// <summary>What the terminal around this process can do.</summary>
public static class Terminal
{
    /// <summary>What is written stays in place and can be written over: there is a terminal, and it knows more than plain lines.</summary>
    public static bool CanMoveTheCursor => !Console.IsOutputRedirected && Variable("TERM") != "dumb";

    /// <summary>It can show a picture made of coloured characters, and the user has not asked for no colours (no-color.org).</summary>
    public static bool CanShowPictures => CanMoveTheCursor && Variable("NO_COLOR").Length == 0;

    /// <summary>What terminals say of themselves; those that say nothing get 256 colours, which all have.</summary>
    public static bool HasTrueColour =>
        Variable("COLORTERM") is "truecolor" or "24bit" || OperatingSystem.IsWindows() || Variable("TERM").Contains("direct", StringComparison.Ordinal);

    /// <summary>Characters side by side and below each other.</summary>
    public static (int Columns, int Rows) Size
    {
        get
        {
            try
            {
                return (Math.Max(20, Console.WindowWidth), Math.Max(10, Console.WindowHeight));
            }
            catch (IOException)
            {
                return (80, 24);
            }
        }
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
