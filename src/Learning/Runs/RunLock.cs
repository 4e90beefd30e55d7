using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>One process's claim on a run folder: a locked file, which the system lets go however the process ends.</summary>
/// <remarks>Beside it stands in words who has it, because a locked file cannot be read everywhere. Neither file says anything once the lock is gone.</remarks>
public sealed class RunLock : IDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(10);

    // What a lock of another's is called: ERROR_SHARING_VIOLATION of Windows, EAGAIN of Linux and of macOS.
    private static readonly int[] HeldByAnother = [32, 11, 35];

    private readonly string folder;
    private readonly FileStream file;

    private RunLock(string folder, FileStream file) => (this.folder, this.file) = (folder, file);

    /// <summary>Takes the lock of a folder.</summary>
    /// <returns>Null when another has it.</returns>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public static RunLock? TryTake(string folder)
    {
        // Whoever only looks whether it is held has it for a moment.
        var file = TryOpen(folder);
        for (var attempt = 1; file is null && attempt < Attempts; attempt++)
        {
            Thread.Sleep(BetweenAttempts);
            file = TryOpen(folder);
        }
        if (file is null)
            return null;
        var taken = new RunLock(folder, file);
        try
        {
            File.WriteAllText(
                HolderFile(folder),
                string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTime.Now:yyyy-MM-dd HH:mm:ss}"));
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Whether anybody has the lock of a folder.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            using var file = new FileStream(LockFile(folder), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return false;
        }
        catch (IOException exception) when (IsAnothers(exception))
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // There is none.
        }
    }

    /// <summary>Who has the lock of a folder, in words.</summary>
    public static string Holder(string folder)
    {
        try
        {
            return File.ReadAllText(HolderFile(folder));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    /// <summary>Lets go. The files stay: were they removed, two could lock two files of one name.</summary>
    public void Dispose() => file.Dispose();

    private static FileStream? TryOpen(string folder)
    {
        try
        {
            return new(LockFile(folder), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (IOException exception) when (IsAnothers(exception))
        {
            return null;
        }
    }

    private static bool IsAnothers(IOException exception) => HeldByAnother.Contains(exception.HResult & 0xFFFF);

    private static string LockFile(string folder) => Path.Combine(folder, ".lock");

    private static string HolderFile(string folder) => Path.Combine(folder, ".holder");
}
