namespace DqnGpu.Ale;

/// <summary>What each pixel of a shrunken row or column is made of.</summary>
internal static class AreaCells
{
    /// <summary>
    /// The source indices that each of <paramref name="target"/> cells touches, with their weights: overlap / cell size. Computed in doubles and stored
    /// as floats; slivers of a thousandth of a pixel are dropped, as OpenCV does.
    /// </summary>
    /// <param name="source">Pixels of the source, at least <paramref name="target"/>.</param>
    /// <param name="target">Pixels of the result.</param>
    public static (int First, float[] Weights)[] Of(int source, int target)
    {
        double scale = 1.0 / ((double)target / source);
        var cells = new (int, float[])[target];
        for (int cell = 0; cell < target; cell++)
        {
            double from = cell * scale;
            double to = from + scale;
            double size = Math.Min(scale, source - from);
            int lastWhole = Math.Min((int)Math.Floor(to), source - 1);
            int firstWhole = Math.Min((int)Math.Ceiling(from), lastWhole);

            int first = firstWhole;
            var weights = new List<float>();
            if (firstWhole - from > 1e-3)
            {
                first--;
                weights.Add((float)((firstWhole - from) / size));
            }
            for (int whole = firstWhole; whole < lastWhole; whole++)
                weights.Add((float)(1.0 / size));
            if (to - lastWhole > 1e-3)
                weights.Add((float)(Math.Min(Math.Min(to - lastWhole, 1.0), size) / size));
            cells[cell] = (first, weights.ToArray());
        }
        return cells;
    }
}
