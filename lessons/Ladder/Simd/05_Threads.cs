namespace DqnGpu.Lessons.Ladder.Simd;

// One sample after the other to whichever core is free: as many times as fast as there are cores, or nearly.
//
// A sample's positions are computed by one thread from beginning to end, and no sum is cut. So the bits are the same with any number of
// threads.
public static class Threads
{
    public static SimdRung Rung { get; } = new("Threads", "Samples are shared among all cores.", a =>
        Parallel.For(0, a.N, n => Segments.Positions(a, n * a.P * a.Q, (n + 1) * a.P * a.Q)));
}
