using System.Text;

namespace DqnGpu.Lessons.Ladder;

/// <summary>A table as Markdown has it.</summary>
/// <param name="columns">Its head.</param>
public sealed class MarkdownTable(params IReadOnlyList<string> columns)
{
    private readonly StringBuilder text = Row(new StringBuilder(), columns).Append('|').AppendJoin('|', columns.Select(_ => "---")).Append("|\n");

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public void Add(params IReadOnlyList<string> cells) => Row(text, cells);

    /// <inheritdoc/>
    public override string ToString() => text.ToString().TrimEnd('\n');

    private static StringBuilder Row(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
