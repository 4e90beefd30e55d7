using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A moving picture of a game as a file: GIF by this program itself, the rest, with sound, by ffmpeg.</summary>
public static class VideoFile
{
    // 33 pictures a second: at 60 frames a second every second frame is shown, at an even pace, and the file stays small.
    private const int LeastHundredths = 3;

    /// <summary>Checks that such a file can be written, before anything is played.</summary>
    /// <exception cref="OptionException">Its name ends in none of .gif, .mp4 and .webm, or it takes ffmpeg, and there is none.</exception>
    public static void Check(string file)
    {
        if (!IsGif(file))
            Ffmpeg.Check(file);
    }

    /// <summary>Writes a file. It is whole or absent.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="screen">A screen of the game: the picture's size, format and colours.</param>
    /// <param name="framesPerSecond">Frames shown in a second.</param>
    /// <param name="play">Plays, and hands over every frame.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="OptionException">As <see cref="Check"/>.</exception>
    public static void Write(string file, Screen screen, double framesPerSecond, Action<Action<Screen>> play)
    {
        Check(file);
        if (IsGif(file))
            AtomicFile.Write(file, stream => WriteGif(stream, screen, framesPerSecond, play));
        else
            AtomicFile.WriteByOther(file, temporary => Ffmpeg.Write(file, temporary, screen, framesPerSecond, play));
    }

    private static bool IsGif(string file) => file.EndsWith(".gif", StringComparison.OrdinalIgnoreCase);

    private static void WriteGif(Stream stream, Screen screen, double framesPerSecond, Action<Action<Screen>> play)
    {
        using var gif = new GifWriter(stream, screen.Palette, screen.Width, screen.Height);
        var (time, shown) = (0.0, 0);
        play(frame =>
        {
            time += 100 / framesPerSecond;
            var length = (int)Math.Round(time) - shown;
            if (length < LeastHundredths)
                return;
            gif.Add(frame, length);
            shown += length;
        });
    }
}
