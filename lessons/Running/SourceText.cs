using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Running;

/// <summary>What stands in a line of a program that was executed.</summary>
public static class SourceText
{
    /// <summary>The line as it is written, without its indentation; empty where its file is not at hand.</summary>
    public static string Of(SourceLine source) =>
        source.Line > 0 && File.Exists(source.File) ? File.ReadLines(source.File).ElementAtOrDefault(source.Line - 1)?.Trim() ?? "" : "";
}
