namespace DqnGpu.Ale.Tests;

/// <summary>What a stretch of play allocates on this thread.</summary>
internal static class Allocation
{
    /// <summary>
    /// The least of ten stretches, in bytes: pieces of a game's program are translated when they have become hot, also by another test's
    /// consoles with the same cartridge, and that allocates once.
    /// </summary>
    public static long Least(Action stretch)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            stretch();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
