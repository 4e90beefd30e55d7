using System.Runtime.InteropServices;
using System.Text;

namespace DqnGpu.Agent;

/// <summary>A terminal of Windows.</summary>
public static partial class WindowsTerminal
{
    private const int StandardOutput = -11;
    private const uint VirtualTerminal = 4; // ENABLE_VIRTUAL_TERMINAL_PROCESSING

    /// <summary>Lets it understand UTF-8 and escape sequences, as all others do.</summary>
    public static void Prepare()
    {
        if (!OperatingSystem.IsWindows())
            return;
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
