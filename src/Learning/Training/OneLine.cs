namespace DqnGpu.Agent;

/// <summary>An exception's message as the one line that a user gets to see.</summary>
public static class OneLine
{
    /// <summary>The message with its lines joined, and without the parameter name and value that .NET appends to it.</summary>
    public static string Of(Exception exception)
    {
        var message = exception.Message;
        var end = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        var told = exception is ArgumentException && end > 0 ? message[..end] : message;
        return told.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).DefaultIfEmpty("")
            .Aggregate((before, line) => before + (".:;,!?".Contains(before[^1]) ? " " : "; ") + line);
    }
}
