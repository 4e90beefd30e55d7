using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>Has videos made by ffmpeg, where that is installed: it is given the frames and their sound through a pipe.</summary>
public static class Ffmpeg
{
    private const string Program = "ffmpeg";
    private const double MostFramesPerSecond = 60;

    // Whole and even, so that no pixel's colour bleeds into the next where colours have half the picture's resolution.
    private const int ScaleX = 4;
    private const int ScaleY = 2;

    // What it returns when a signal has ended it; the file is whole then.
    private const int EndedBySignal = 255;

    // Container, codecs and quality by the file's extension.
    private static readonly Dictionary<string, string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".mp4"] = "-c:v libx264 -preset veryfast -crf 20 -pix_fmt yuv420p -c:a aac -b:a 96k -movflags +faststart -f mp4",
        [".webm"] = "-c:v libvpx-vp9 -deadline realtime -cpu-used 6 -row-mt 1 -crf 30 -b:v 0 -pix_fmt yuv420p -c:a libopus -b:a 64k -f webm",
    };

    // At any pace of the game, for all players know it.
    private const int SampleRate = 48_000;

    /// <summary>True where it is installed.</summary>
    public static bool IsInstalled => Find(Program) is not null;

    /// <summary>Checks that it can make such a file.</summary>
    /// <exception cref="OptionException">It is not installed, or makes no such file.</exception>
    public static void Check(string file)
    {
        if (!Formats.ContainsKey(Path.GetExtension(file)))
            throw new OptionException($"--video writes .gif, .mp4 and .webm files; '{file}' ends in none of these.");
        if (!IsInstalled)
            throw new OptionException($"ffmpeg, which writes {Path.GetExtension(file)} files, is not installed (no folder of PATH holds it). A file that ends in .gif works without.");
    }

    /// <summary>Writes a video.</summary>
    /// <param name="file">What it is to become: its extension says how it is encoded, and messages name it.</param>
    /// <param name="temporary">The file written.</param>
    /// <param name="screen">A screen of the game: the picture's size, format and colours, and whether there is sound.</param>
    /// <param name="framesPerSecond">Frames shown in a second.</param>
    /// <param name="play">Plays, and hands over every frame.</param>
    /// <exception cref="IOException">It did not work; the message holds ffmpeg's last.</exception>
    public static void Write(string file, string temporary, Screen screen, double framesPerSecond, Action<Action<Screen>> play)
    {
        using var process = Start([.. Arguments(Path.GetExtension(file), screen, framesPerSecond).Split(' '), temporary]);
        var message = LastLine(process.StandardError);
        var hasEnded = false;
        try
        {
            using (var input = process.StandardInput.BaseStream)
            {
                MatroskaWriter? writer = null;
                Give(() => writer = new(input, screen, framesPerSecond));
                play(frame => Give(() => writer!.Add(frame)));
            }
            process.WaitForExit();
        }
        catch (IOException) when (hasEnded)
        {
            process.WaitForExit();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
        if (process.ExitCode is not (0 or EndedBySignal) || !File.Exists(temporary))
            throw new IOException($"ffmpeg could not write {file}: {message.Result ?? $"it ended with code {process.ExitCode}."}");

        void Give(Action write)
        {
            try
            {
                write();
            }
            catch (IOException)
            {
                // It reads no more: its exit code will say why.
                hasEnded = true;
                throw;
            }
        }
    }

    private static string Arguments(string extension, Screen screen, double framesPerSecond) => string.Create(
        CultureInfo.InvariantCulture,
        $"-hide_banner -loglevel error -y -f matroska -i pipe:0 -vf scale={screen.Width * ScaleX}:{screen.Height * ScaleY}:flags=neighbor:out_color_matrix=bt709,setsar={screen.Format.PixelAspect() * ScaleY / ScaleX:0.######} -colorspace bt709 -color_primaries bt709 -color_trc bt709 -r {Math.Min(framesPerSecond, MostFramesPerSecond):0.###} -ar {SampleRate} {Formats[extension]}");

    private static Process Start(IEnumerable<string> arguments)
    {
        // Ctrl+C reaches all programs of a terminal; in a session of its own ffmpeg is spared, and ends when its input does.
        var (program, before) = Find("setsid") is { } setsid ? (setsid, new[] { Program }) : (Program, []);
        var start = new ProcessStartInfo(program, before.Concat(arguments)) { RedirectStandardInput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"ffmpeg could not be started: {exception.Message}", exception);
        }
    }

    private static async Task<string?> LastLine(StreamReader output)
    {
        string? last = null;
        while (await output.ReadLineAsync() is { } line)
            last = line.Length > 0 ? line : last;
        return last;
    }

    private static string? Find(string program)
    {
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
