using System.Reflection;
using DqnGpu.Ale;
using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary>Any exception as what the user gets of it: one line on the error stream and an exit code.</summary>
public static class Fault
{
    /// <summary>Writes the line. A reader of the output that is gone needs none.</summary>
    /// <returns>A value of <see cref="ExitCode"/>.</returns>
    public static int Report(Exception exception)
    {
        exception = Cause(exception);
        if (StandardOutput.IsLostReader(exception))
            return ExitCode.ReaderGone;
        try
        {
            Console.Error.WriteLine($"error: {Line(exception)}");
        }
        catch (IOException)
        {
            // Nobody is left to be told.
        }
        return exception is OptionException or ArgumentException ? ExitCode.Usage : ExitCode.Failure;
    }

    private static string Line(Exception exception) => IsForeseen(exception)
        ? OneLine.Of(exception)
        : $"a fault of this program, please report it: {exception.GetType().Name}{Place(exception)}: {OneLine.Of(exception)}";

    private static bool IsForeseen(Exception exception) => exception
        is OptionException or ArgumentException
        or RomNotFoundException or InvalidDataException or IOException or UnauthorizedAccessException
        or DivergenceException or OutOfMemoryException or NotSupportedException or DeviceException;

    /// <summary>The exception within those that only hand it on.</summary>
    private static Exception Cause(Exception exception) =>
        exception is AggregateException or TargetInvocationException or TypeInitializationException && exception.InnerException is { } inner
            ? Cause(inner)
            : exception;

    private static string Place(Exception exception) =>
        exception.TargetSite is { } method ? $" in {method.DeclaringType?.Name}.{method.Name}" : "";
}
