namespace DqnGpu.Agent;

/// <summary>What most of a game's pictures are made of.</summary>
public static class Background
{
    private const int MostFrames = 256;

    /// <summary>The most frequent gray value, 0..255, of stored frames; of up to 256 of them, evenly spread. Of equally frequent ones the darkest.</summary>
    public static byte MostFrequentGray(ReplayMemory replay)
    {
        var counts = new long[256];
        var frames = Math.Min(MostFrames, replay.StoredFrames);
        for (var i = 0L; i < frames; i++)
            foreach (var gray in replay.Frame(replay.StoredSlot(i * replay.StoredFrames / frames)))
                counts[gray]++;
        return (byte)Array.IndexOf(counts, counts.Max());
    }
}
