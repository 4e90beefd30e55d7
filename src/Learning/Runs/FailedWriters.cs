namespace DqnGpu.Agent;

/// <summary>What of a run could not be written lately. A full disk does not end hours of training: it goes on, says so, and tries again.</summary>
public sealed class FailedWriters
{
    private readonly SortedDictionary<string, string> reasons = [];

    /// <summary>Each writer that failed when it last wrote, with the reason; null: none did.</summary>
    public string? Reasons => reasons.Count == 0 ? null : string.Join(" ", reasons.Select(writer => $"{writer.Key} could not be written: {writer.Value}"));

    /// <summary>Lets a writer write. If it fails, it is listed until it succeeds.</summary>
    /// <returns>False if it failed.</returns>
    public bool Try(string writer, Action write)
    {
        try
        {
            write();
            reasons.Remove(writer);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reasons[writer] = exception.Message.EndsWith('.') ? exception.Message : exception.Message + ".";
            return false;
        }
    }
}
