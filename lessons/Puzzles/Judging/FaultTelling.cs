using System.Globalization;
using System.Text.RegularExpressions;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>Turns what stopped a kernel into sentences that help to mend it.</summary>
public static partial class FaultTelling
{
    /// <summary>Says what went wrong, or null where the exception is nothing that a kernel can cause.</summary>
    /// <param name="error">What stopped it.</param>
    /// <param name="tensors">The arrays of the puzzle: their elements are named by indices.</param>
    public static string? Tell(Exception error, IEnumerable<Tensor> tensors) => error switch
    {
        MachineFault fault => Tell(fault, tensors),
        // The machine that runs kernels here knows no sum of floats by several threads at once, as the product never makes one.
        PtxException unknown when unknown.Message.Contains("atom", StringComparison.Ordinal) || unknown.Message.Contains("red.", StringComparison.Ordinal) =>
            $"Floats that threads add atomically come in any order, and the sum's last bits with them: here every sum has one order. ({unknown.Message})",
        PtxException unknown => $"The machine that runs kernels here does not know what yours was compiled to: {unknown.Message}.",
        NotSupportedException refused =>
            $"{refused.Message}{Environment.NewLine}A kernel holds numbers, structs, views, loops and calls of static methods: no objects, strings, " +
            "exceptions, spans, lambdas, nor fields that change. Of Math it has Min, Max, Abs and, as MathF, Sqrt.",
        _ => null,
    };

    private static string Tell(MachineFault fault, IEnumerable<Tensor> tensors)
    {
        var (name, meaning) = fault.Kind switch
        {
            FaultKind.Race => ("A race", "Which of the two comes first, nobody knows: the result may differ from run to run."),
            FaultKind.OutOfBounds => ("Out of bounds", "The launch has more threads than there are elements, or an index is computed wrongly."),
            FaultKind.Unaligned => ("Unaligned", "A piece of 16 bytes lies at a multiple of 16 bytes."),
            FaultKind.MissedBarrier => ("A missed barrier",
                "All threads of a group must come to the same barrier: none may stand in an `if` or a loop that some of them skip, nor behind a `return`."),
            FaultKind.EndlessLoop => ("No end", "A loop's condition stays true."),
            _ => ("The launch", ""),
        };
        if (fault.Source.Line == 0)
            return $"{name}: {fault.Message}. {meaning}".TrimEnd();
        return $"{name}. {fault.Source}, thread {fault.Thread} of group {fault.Group}: {WithIndices(fault.What, [.. tensors])}. {meaning}" +
            PuzzleFile.Excerpt(fault.Source);
    }

    // "Dx[14]" of the machine becomes "dx[n=0, h=1, w=2, c=0]".
    private static string WithIndices(string what, Tensor[] tensors) => FlatElement().Replace(what, match =>
    {
        var tensor = tensors.FirstOrDefault(tensor => tensor.Name.Equals(match.Groups["name"].Value, StringComparison.OrdinalIgnoreCase));
        return tensor is not null && long.TryParse(match.Groups["index"].Value, CultureInfo.InvariantCulture, out var index) &&
            index >= 0 && index < tensor.View.Length ? tensor.Element((int)index) : match.Value;
    });

    [GeneratedRegex(@"(?<name>[A-Za-z]\w*)\[(?<index>-?\d+)\]")]
    private static partial Regex FlatElement();
}
