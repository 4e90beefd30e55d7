using System.Text;

namespace DqnGpu.Nn;

/// <summary>Writes a file so that a crash or a full disk leaves either the old file or the new one, never half of it.</summary>
public static class AtomicFile
{
    /// <summary>Writes text in UTF-8; see <see cref="Write"/>.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a temporary file in the same folder, flushes it to the disk, then renames it over <paramref name="path"/>.</summary>
    /// <param name="path">The file; its folder is made if there is none.</param>
    /// <param name="write">Writes the content. If it throws, the old file stays and the temporary one is removed.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written to.</exception>
    public static void Write(string path, Action<Stream> write) => WriteNamed(path, temporary =>
    {
        using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        write(stream);
        stream.Flush(flushToDisk: true);
    });

    /// <summary>As <see cref="Write"/>, for what another program writes.</summary>
    /// <param name="path">The file; its folder is made if there is none.</param>
    /// <param name="produce">Has the file of the name that it is given written. If it throws, the old file stays and that one is removed.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written to.</exception>
    public static void WriteByOther(string path, Action<string> produce) => WriteNamed(path, temporary =>
    {
        produce(temporary);
        using var stream = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    });

    private static void WriteNamed(string path, Action<string> write)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        // The same folder, because a rename is atomic only within one file system.
        // Not made of the file's name, which may be as long as a name can be.
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            write(temporary);
            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception exception)
        {
            File.Delete(temporary);
            // What .NET makes of EFBIG: the file system takes no file of this size (FAT32 ends at 4 GB).
            if (exception is ArgumentOutOfRangeException { ParamName: "value" })
                throw new IOException($"{path} is too large for this file system.", exception);
            throw;
        }
    }
}
