using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DqnGpu.Agent;

/// <summary>
/// The standard output. Where it is a pipe, .NET's own goes on in silence when the reader is gone (<c>trace | head -3</c>); this one does not.
/// </summary>
/// <remarks>On Windows it is .NET's own.</remarks>
public static class StandardOutput
{
    private const int BrokenPipe = 32; // EPIPE

    /// <summary>From now on what the console writes to a pipe that nobody reads throws an exception: <see cref="IsLostReader"/> knows it.</summary>
    public static void NoticeALostReader()
    {
        if (Pipe() is { } pipe)
            Console.SetOut(new StreamWriter(pipe, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
    }

    /// <summary>The output as bytes, for much of it.</summary>
    public static Stream Open() => Pipe() ?? Console.OpenStandardOutput();

    /// <summary>True for an exception that says: nobody reads the output any more.</summary>
    public static bool IsLostReader(Exception exception) => exception is IOException { HResult: BrokenPipe };

    private static FileStream? Pipe()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return null;
        try
        {
            var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            // A file is left to .NET's console, whose writes go where those of other processes to the same file end.
            return stream.CanSeek ? null : stream;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // It is closed.
        }
    }
}
