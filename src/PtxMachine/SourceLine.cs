namespace DqnGpu.PtxMachine;

/// <summary>A line of a program, as a text's <c>.loc</c> tells it. Line 0: the text does not.</summary>
public readonly record struct SourceLine(string File, int Line)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? "" : $"{Path.GetFileName(File)}, line {Line}";
}
