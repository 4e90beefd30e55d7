namespace DqnGpu.Lessons.Ladder;

/// <summary>The ladders there are.</summary>
public static class Ladders
{
    /// <summary>In the order of the road; a number without a name means the first.</summary>
    public static IReadOnlyList<Rungs> All { get; } =
        [MatrixProductRungs.Ladder, Conv.ConvolutionRungs.Ladder, Loss.LossRungs.Ladder, Adam.AdamRungs.Ladder, new Simd.SimdRungs()];

    /// <summary>The ladder of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message has the names.</exception>
    public static Rungs Named(string name) => All.FirstOrDefault(ladder => ladder.Name == name) ??
        throw new ArgumentException($"There is no ladder '{name}'; there are {string.Join(", ", All.Select(ladder => ladder.Name))}.");
}
