namespace DqnGpu.Agent;

/// <summary>Finds the word that somebody meant.</summary>
public static class Spelling
{
    /// <summary>" Did you mean 'x'?" for the candidate nearest to <paramref name="typed"/>, or nothing when none is near.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> candidates)
    {
        var nearest = candidates.MinBy(candidate => Distance(typed, candidate));
        return nearest is not null && Distance(typed, nearest) <= Math.Max(2, nearest.Length / 3) ? $" Did you mean '{nearest}'?" : "";
    }

    /// <summary>Levenshtein's distance: insertions, deletions and replacements that turn one word into the other, upper case counting as lower.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
