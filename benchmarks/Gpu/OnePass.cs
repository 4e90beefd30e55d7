using DqnGpu.Benchmarks.Nn;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>One update of the weights, or one choice of actions, on CUDA: twice, first by plain launches, then as one graph.</summary>
/// <remarks>
/// What <c>tools/sass.sh</c> and a profiler want to see: nothing but the launches of one pass, and the same as a graph. Prints how many
/// floating-point operations the pass is, a multiplication and an addition for each product that its mathematics needs.
/// </remarks>
internal static class OnePass
{
    /// <summary>Runs it.</summary>
    /// <param name="arguments">
    /// network (<c>article</c>, <c>nature</c>), batch (states, 1 or more), pass (<c>update</c>, <c>act</c>), precision [<c>fp32</c>].
    /// </param>
    /// <returns>0; 2 when the arguments are not understood, with a line on standard error.</returns>
    public static int Run(string[] arguments)
    {
        if (arguments is not [var name, var size, "update" or "act", .. { Length: <= 1 } rest] || !MeasuredNetwork.Names.Contains(name) ||
            !int.TryParse(size, out var batch) || batch < 1 || MeasuredPrecision.Parse(rest is [var last] ? last : "fp32") is not { } precision)
        {
            Console.Error.WriteLine(
                $"once wants a network ({string.Join(", ", MeasuredNetwork.Names)}), a batch, update or act, " +
                $"and a precision ({string.Join(", ", MeasuredPrecision.Names)}) [fp32]");
            return 2;
        }
        var network = MeasuredNetwork.Create(name);
        using var device = MeasuredPrecision.Open("cuda", precision, notice: null);
        if (arguments[2] == "update")
        {
            Console.WriteLine($"{MeasuredUpdate.FloatingPointOperations(network, batch):F0} FLOP");
            using var update = new MeasuredUpdate(device, network, new() { BatchSize = batch });
            Twice(device, update.Run);
        }
        else
        {
            Console.WriteLine($"{2.0 * batch * network.MultiplyAdds:F0} FLOP");
            using var act = new MeasuredAct(device, network, batch);
            Twice(device, act.Run);
        }
        return 0;
    }

    // The first run of a learner or an actor launches plainly, the second captures.
    private static void Twice(Device device, Action pass)
    {
        pass();
        pass();
        device.Synchronize();
    }
}
