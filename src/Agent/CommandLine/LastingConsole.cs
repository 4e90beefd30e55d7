using System.Text;

namespace DqnGpu.Agent;

/// <summary>The console of a training, which may outlive its terminal: what cannot be written any more is dropped, and nothing else suffers from it.</summary>
public static class LastingConsole
{
    /// <summary>From now on <see cref="Console.Out"/> and <see cref="Console.Error"/> throw nothing.</summary>
    public static void Install()
    {
        Console.SetOut(Writer(Console.OpenStandardOutput(), Console.Out.Encoding));
        Console.SetError(Writer(Console.OpenStandardError(), Console.Error.Encoding));
    }

    private static StreamWriter Writer(Stream output, Encoding encoding) => new(new LastingStream(output), encoding) { AutoFlush = true };
}
