using System.Runtime.InteropServices;
using System.Text;

namespace DqnGpu.Agent;

/// <summary>The console of a process that may outlive its terminal: what cannot be written any more is dropped, and nothing else suffers from it.</summary>
public static partial class LastingConsole
{
    private const int StandardOutput = -11;
    private const uint VirtualTerminal = 4; // ENABLE_VIRTUAL_TERMINAL_PROCESSING

    /// <summary>From now on <see cref="Console.Out"/> and <see cref="Console.Error"/> throw nothing.</summary>
    /// <remarks>On Windows also lets the terminal understand UTF-8 and escape sequences, as all others do.</remarks>
    public static void Install()
    {
        if (OperatingSystem.IsWindows())
            PrepareWindowsTerminal();
        Console.SetOut(Writer(Console.OpenStandardOutput(), Console.Out.Encoding));
        Console.SetError(Writer(Console.OpenStandardError(), Console.Error.Encoding));
    }

    private static StreamWriter Writer(Stream output, Encoding encoding) => new(new LastingStream(output), encoding) { AutoFlush = true };

    private static void PrepareWindowsTerminal()
    {
        try
        {
            Console.OutputEncoding = Encoding.UTF8;
        }
        catch (IOException)
        {
            // There is no console, only files or pipes.
        }
        var output = GetStdHandle(StandardOutput);
        if (GetConsoleMode(output, out var mode))
            SetConsoleMode(output, mode | VirtualTerminal);
    }

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint handle, out uint mode);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint handle, uint mode);
}
