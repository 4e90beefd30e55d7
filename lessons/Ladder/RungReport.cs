using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Ladder;

/// <summary>Tells what came of a rung, in words.</summary>
/// <param name="output">Takes them.</param>
public sealed class RungReport(TextWriter output)
{
    private const int LinesShown = 3;

    /// <summary>Tells all that the machine in software made of it.</summary>
    public void Write(string name, Rung rung, CountedRung counted, Card card)
    {
        WriteHead(name, rung.Title, rung.File);
        if (counted.Fault is { } fault)
        {
            output.WriteLine($"Wrong, as it is here to show. {fault.Message}");
            return;
        }
        foreach (var result in counted.Results)
            WriteResult(result);
        var counts = counted.Counts!;
        output.WriteLine();
        output.WriteLine("Counted on the machine in software, the same everywhere:");
        WriteCounts(counts);
        if (counts.Launches.Any(launch => launch[InstructionKind.Local] > 0))
            output.WriteLine(rung.NeedsCuda
                ? "  local memory     the compiler hands a tensor core its registers through it; a GPU's assembler removes that, and most of these registers"
                : "  local memory     some values found no register");
        WriteOccupancy(counts.On(card), card);
        output.WriteLine($"  gain             {rung.Claim.What}: {rung.Claim.Predicted:0.###} predicted, {rung.Claim.Of(counts):0.###} counted");
        output.WriteLine();
        output.WriteLine("What costs most:");
        foreach (var line in LineCost.Of(counts).Take(LinesShown))
            WriteLine(line);
        output.WriteLine();
    }

    /// <summary>Tells which rung it is, and what its file says of it.</summary>
    public void WriteHead(string name, string title, string file)
    {
        output.WriteLine($"{name}: {title}  ({Path.GetFileName(file)})");
        foreach (var line in HeadComment(file))
            output.WriteLine($"  {line}");
        output.WriteLine();
    }

    /// <summary>Tells whether a result is right, or which element is wrong.</summary>
    public void WriteResult(Deviation result) => output.WriteLine(result.IsRight
        ? $"Right: the worst element is {result.Element}, off by {result.Error:0.0e0} of the largest."
        : $"WRONG: {result.Element} is {result.Got:g6}, not {result.Wanted:g6}.");

    private void WriteCounts(RungCounts c)
    {
        output.WriteLine($"  work             {c.MultiplyAdds:N0} multiply-adds in {c.Instructions:N0} instructions of warps: {c.MultiplyAddsPerInstruction:0.000} for each instruction of a thread");
        output.WriteLine($"  global memory    {c.SectorsPerRequest:0.00} sectors of 32 bytes a request, {c.UsedShare:0 %} of the bytes used; {c.MultiplyAddsPerByte:0.00} multiply-adds a byte moved");
        if (c.SharedRequests > 0)
            output.WriteLine($"  shared memory    {c.PassesToIdeal:0.00} passes of the banks where 1.00 is best; {c.SharedRequestsPerMultiplyAdd:0.000} requests a multiply-add");
        output.WriteLine($"  branches         {c.DivergentShare:0 %} of them send the threads of a warp both ways");
        output.WriteLine($"  barriers         {c.Barriers:0.#} in each group");
        output.WriteLine($"  registers        {c.LiveRegisters} hold values at once");
        output.WriteLine($"  longest road     {c.InstructionsOfWarp:N0} instructions of one warp");
    }

    private void WriteOccupancy(Occupancy on, Card card) =>
        output.WriteLine($"  {card.Name,-16} {on.Warps} warps on a multiprocessor, {on.Share:0 %} of those it could hold; {on.Limit} are the limit. The grid fills the card {on.Waves:0.00} times.");

    private void WriteLine(LineCost line)
    {
        output.WriteLine($"  {line.Source}: {line.Share:0 %}   {SourceText.Of(line.Source)}");
        if (line.GlobalRequests > 0)
            output.WriteLine($"      {line.GlobalRequests:N0} requests of global memory, {(double)line.Counts.Sectors / line.GlobalRequests:0.0} sectors each");
        if (line.Counts.IdealPasses > 0)
            output.WriteLine($"      {line.Counts.Passes:N0} passes of shared memory's banks, {(double)line.Counts.Passes / line.Counts.IdealPasses:0.00} times the ideal");
    }

    // The comment before the rung's class: what changed, and what it should gain.
    private static IEnumerable<string> HeadComment(string file) => !File.Exists(file) ? []
        : File.ReadLines(file).SkipWhile(line => !line.StartsWith("//", StringComparison.Ordinal)).TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal))
            .Select(line => line[2..].Trim());
}
