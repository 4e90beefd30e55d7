using DqnGpu.Lessons.Ladder;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Drawing;

/// <summary>Loads or stores of one line of C# by which a warp asks for the same pattern of addresses.</summary>
/// <param name="Source">The line.</param>
/// <param name="Kind">Load or store, of global or shared memory.</param>
/// <param name="Request">The first that was made.</param>
/// <param name="Instructions">How many of the line's instructions ask like this.</param>
internal sealed record DrawnRequest(SourceLine Source, InstructionKind Kind, MemoryRequest Request, int Instructions)
{
    /// <summary>It is of shared memory.</summary>
    public bool IsShared => Kind is InstructionKind.LoadShared or InstructionKind.StoreShared;

    /// <summary>It reads.</summary>
    public bool IsLoad => Kind is InstructionKind.LoadShared or InstructionKind.LoadGlobal;

    /// <summary>By lane that takes part: its number, and bytes from a whole number of banks' rows at or before the lowest address.</summary>
    public IEnumerable<(int Lane, ulong Offset)> Lanes
    {
        get
        {
            var from = Lowest(Request) / RowBytes * RowBytes;
            return ActiveLanes(Request).Select(lane => (lane, Request.Addresses[lane] - from));
        }
    }

    private const ulong RowBytes = 4 * MemoryRequest.Banks;

    /// <summary>All different ones of a rung, global memory first; in an order that does not hang on the compiler's.</summary>
    public static IReadOnlyList<DrawnRequest> Of(RungCounts counts) =>
    [
        .. counts.Launches.SelectMany(launch => launch.Instructions)
            .Where(i => i.FirstRequest is not null && i.Kind is InstructionKind.LoadGlobal or InstructionKind.StoreGlobal or InstructionKind.LoadShared or InstructionKind.StoreShared)
            .GroupBy(i => (i.Source, i.Kind, Pattern(i.FirstRequest!.Value)))
            .Select(same => new DrawnRequest(same.Key.Source, same.Key.Kind, same.First().FirstRequest!.Value, same.Count()))
            .OrderBy(request => request.IsShared).ThenBy(request => request.Kind).ThenBy(request => request.Source.File, StringComparer.Ordinal).ThenBy(request => request.Source.Line)
            .ThenByDescending(request => request.Request.Sectors),
    ];

    // Where the lanes' pieces lie to each other, in words: the same for two requests that cost the same in the same way.
    private static string Pattern(MemoryRequest request)
    {
        var lowest = Lowest(request);
        return $"{request.Bytes} {string.Join(' ', ActiveLanes(request).Select(lane => request.Addresses[lane] - lowest))}";
    }

    private static IEnumerable<int> ActiveLanes(MemoryRequest request) => Enumerable.Range(0, 32).Where(lane => (request.Active >> lane & 1) != 0);

    private static ulong Lowest(MemoryRequest request) => ActiveLanes(request).Min(lane => request.Addresses[lane]);
}
