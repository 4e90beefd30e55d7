using System.Text;

namespace DqnGpu.Agent;

/// <summary>Writes lines that each begin with a label, so that one knows whose they are.</summary>
/// <param name="output">Where to; several may write there at once.</param>
/// <param name="label">The label.</param>
public sealed class LabelledWriter(TextWriter output, string label) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <inheritdoc/>
    public override void WriteLine(string? value) => output.WriteLine(label + value);

    /// <inheritdoc/>
    public override void Flush() => output.Flush();
}
