using System.Runtime.InteropServices;
using DqnGpu.Kernels;
using DqnGpu.Kernels.Ilgpu;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Ladder;

/// <summary>A ladder of kernels: counted on the machine in software, timed where there is a GPU.</summary>
public sealed class KernelRungs(string name, string title, params IReadOnlyList<Rung> rungs) : Rungs(name, title)
{
    /// <summary>The rungs, in their order.</summary>
    public IReadOnlyList<Rung> All => rungs;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Title, string Change)> List => [.. rungs.Select(rung => (rung.Title, rung.Change))];

    /// <inheritdoc/>
    public override bool Report(int number, RungOptions options, TextWriter output)
    {
        var rung = rungs[number - 1];
        var counted = rung.Count();
        new RungReport(output).Write($"{Name} {number}", rung, counted, options.Card);
        if (counted.Fault is null)
            Timing.WriteTime(rung, options.Device, output);
        return counted.Results.All(result => result.IsRight);
    }

    /// <inheritdoc/>
    public override string CountedTable() => CountedTableOf([.. rungs.Select(rung => rung.Count())]);

    /// <summary>The table of what was counted.</summary>
    /// <param name="counted">One for each rung.</param>
    public string CountedTableOf(IReadOnlyList<CountedRung> counted)
    {
        var card = Card.Named("H100");
        var table = new MarkdownTable(
            "", "rung", "multiply-adds an instruction", "sectors a request", "bytes used", "multiply-adds a byte", "bank passes", "shared requests a multiply-add",
            "barriers", "live registers", $"warps on an {card.Name}", "groups", "what it should gain", "predicted", "counted");
        for (var i = 0; i < rungs.Count; i++)
        {
            var (rung, number) = (rungs[i], $"{i + 1}");
            if (counted[i].Counts is { } c)
                table.Add(number, rung.Title, $"{c.MultiplyAddsPerInstruction:0.000}", $"{c.SectorsPerRequest:0.00}", $"{c.UsedShare:0 %}", $"{c.MultiplyAddsPerByte:0.00}",
                    $"{c.PassesToIdeal:0.00}", $"{c.SharedRequestsPerMultiplyAdd:0.000}", $"{c.Barriers:0}", $"{c.LiveRegisters}", $"{c.On(card).Warps}", $"{c.Groups:N0}",
                    rung.Claim.What, $"{rung.Claim.Predicted:0.###}", $"{rung.Claim.Of(c):0.###}");
            else
                table.Add([number, rung.Title, .. Enumerable.Repeat("", 10), "none: it is wrong", "", $"{counted[i].Fault!.Kind}".ToLowerInvariant()]);
        }
        return table.ToString();
    }

    /// <inheritdoc/>
    public override string? TimedTable(RungOptions options)
    {
        using var device = Timing.Open(options.Device);
        if (device is null)
            return null;
        var table = new MarkdownTable("", "rung", "time", "rate", "of the card's peak", "of cuBLAS");
        for (var i = 0; i < rungs.Count; i++)
        {
            if (Timing.Measure(rungs[i], device) is { } time)
                table.Add($"{i + 1}", rungs[i].Title, time.Milliseconds, time.Rate, time.ShareOfPeak, time.ShareOfVendors);
        }
        return $"{device.Description}, {RuntimeInformation.OSDescription}, {DateTime.UtcNow:yyyy-MM-dd}\n\n{table}";
    }
}
