using System.Runtime.CompilerServices;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Ladder;

/// <summary>What a rung should gain, said before anything is counted.</summary>
/// <param name="What">The count, in words.</param>
/// <param name="Predicted">Its value by the arithmetic of the rung's head comment.</param>
/// <param name="Of">Its value as counted.</param>
/// <param name="MoreIsBetter">False: less is better.</param>
public sealed record Claim(string What, double Predicted, Func<RungCounts, double> Of, bool MoreIsBetter = false);

/// <summary>A rung that is ready to run on a device, again and again.</summary>
/// <param name="Launch">Launches its kernels, in their order.</param>
/// <param name="Results">What they leave behind.</param>
public sealed record PreparedRung(Action Launch, params IReadOnlyList<Expectation> Results)
{
    /// <summary>Floating-point operations of the problem, a multiply-add being two; 0: they are not what it is measured by.</summary>
    public double Operations { get; init; }

    /// <summary>The vendor's own kernel for the same work, which it waits for; null where there is none.</summary>
    public Action? Vendors { get; init; }

    /// <summary>Bytes that the problem must move at least; 0: they are not what it is measured by.</summary>
    public double Bytes { get; init; }
}

/// <summary>One step of a ladder of kernels: a file with a kernel and what it should gain against the step before.</summary>
/// <param name="Title">Some words.</param>
/// <param name="Change">One sentence: what is different from the step before.</param>
/// <param name="Claim">What it should gain.</param>
/// <param name="Prepare">Allocates its problem on a device.</param>
/// <param name="File">The file it is written in.</param>
public sealed record Rung(string Title, string Change, Claim Claim, Func<IRungDevice, PreparedRung> Prepare, [CallerFilePath] string File = "")
{
    /// <summary>It runs on tensor cores, in CUDA alone.</summary>
    public bool NeedsCuda { get; init; }

    /// <summary>How it cuts the matrix product; null where it is none.</summary>
    public ProductTile? Tile { get; init; }

    /// <summary>The fault that it is there to show; null: it must be right.</summary>
    public FaultKind? Fault { get; init; }

    /// <summary>Runs it on the machine in software.</summary>
    /// <exception cref="MachineFault">It did what no launch may do, and was not there to show it.</exception>
    public CountedRung Count()
    {
        using var device = new CountingDevice();
        var rung = Prepare(device);
        try
        {
            rung.Launch();
        }
        catch (MachineFault fault) when (fault.Kind == Fault)
        {
            return new(null, [], fault);
        }
        return new(device.Counts, [.. rung.Results.Select(result => result.Compare(device))], null);
    }
}

/// <summary>What the machine in software made of a rung.</summary>
/// <param name="Counts">Null where it ended in a fault.</param>
/// <param name="Results">The worst element of each result.</param>
/// <param name="Fault">That the rung is there to show.</param>
public sealed record CountedRung(RungCounts? Counts, IReadOnlyList<Deviation> Results, MachineFault? Fault);
