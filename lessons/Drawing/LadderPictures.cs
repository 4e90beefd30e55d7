using DqnGpu.Lessons.Ladder;
using DqnGpu.Lessons.Ladder.Conv;

namespace DqnGpu.Lessons.Drawing;

/// <summary>The pictures of rungs that docs/ladder.md shows.</summary>
internal static class LadderPictures
{
    /// <summary>Each file, and what makes it.</summary>
    public static IReadOnlyList<(string File, Func<string> Draw)> All { get; } =
    [
        .. new[] { Naive.Rung, Coalesced.Rung, SharedTile.Rung, NoBankConflicts.Rung, Vectors.Rung, InputPhases.Rung, InputProduct.Rung }.Select(rung =>
            (Path.Combine(Repository.Root, "docs", "pictures", "ladder", Path.GetFileNameWithoutExtension(rung.File) + ".svg"), (Func<string>)(() => Draw(rung)))),
    ];

    /// <summary>The picture of a rung.</summary>
    public static string Draw(Rung rung) => new RungPicture(rung, rung.Count().Counts!).Draw();
}
