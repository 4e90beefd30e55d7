using DqnGpu.Lessons.Ladder;
using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Drawing;

/// <summary>What one warp of a rung asks of memory: 32 lanes against the sectors of global memory, against the banks of shared memory; and the tile's way.</summary>
internal sealed class RungPicture
{
    private const int Left = 20, Cell = 22, Width = 2 * Left + 32 * (Cell + 2), LaneHeight = 14, Drop = 46, LineHeight = 18;
    private const int WordHeight = 7, Letters = 96;
    private const string Grey = "#d0d7de", Used = Svg.Forward, Wrong = Svg.Backward;

    private readonly Rung rung;
    private readonly IReadOnlyList<DrawnRequest> requests;

    /// <param name="rung">The rung.</param>
    /// <param name="counts">What came of it.</param>
    public RungPicture(Rung rung, RungCounts counts) => (this.rung, requests) = (rung, DrawnRequest.Of(counts));

    /// <summary>The file's text.</summary>
    public string Draw()
    {
        var height = 34 + (rung.Tile is null ? 0 : TileWayPicture.Height) + requests.Sum(Height) + 6;
        var svg = new Svg(Width, height);
        svg.Line(Left, 22, $"{rung.Title}: what the 32 lanes of the first warp ask for");
        var y = 34;
        if (rung.Tile is { } tile)
        {
            TileWayPicture.Draw(svg, Left, y, tile);
            y += TileWayPicture.Height;
        }
        foreach (var request in requests)
        {
            if (request.IsShared)
                DrawBanks(svg, y, request);
            else
                DrawSectors(svg, y, request);
            y += Height(request);
        }
        return svg.ToString();
    }

    private static int Height(DrawnRequest request) =>
        2 * LineHeight + LaneHeight + Drop + 34 + (request.IsShared ? WordHeight * Deepest(request) : LaneHeight);

    private static void Caption(Svg svg, int y, DrawnRequest request, string cost, bool isBad)
    {
        var times = request.Instructions > 1 ? $", {request.Instructions} such" : "";
        var line = $"{request.Source}: {SourceText.Of(request.Source)}";
        svg.Line(Left, y + 8, line.Length <= Letters ? line : $"{line[..(Letters - 4)]} ...");
        svg.Line(Left, y + 8 + LineHeight,
            $"{(request.IsLoad ? "reads" : "writes")} {(request.IsShared ? "shared" : "global")} memory, {request.Request.Bytes} bytes a lane{times}: {cost}", isBad ? Wrong : Used);
    }

    private static void DrawLanes(Svg svg, int y, IEnumerable<int> lanes)
    {
        foreach (var lane in lanes)
        {
            svg.Box(LaneX(lane) - Cell / 2, y, Cell, LaneHeight, Svg.Pale);
            if (lane % 8 == 0)
                svg.Words(LaneX(lane), y + LaneHeight / 2, $"{lane}");
        }
    }

    // Sectors in the order of their addresses; what lies between two that are no neighbours is left out.
    private static void DrawSectors(Svg svg, int y, DrawnRequest request)
    {
        var memory = request.Request;
        var sectors = request.Lanes.SelectMany(l => Enumerable.Range(0, memory.Bytes).Select(b => (l.Offset + (ulong)b) / MemoryRequest.SectorBytes)).Distinct().Order().ToList();
        var moved = sectors.Count * MemoryRequest.SectorBytes;
        var isBad = memory.DifferentBytes * 2 < moved && sectors.Count > 1;
        Caption(svg, y, request, $"{sectors.Count} sector{(sectors.Count == 1 ? "" : "s")} of 32 bytes, {(double)memory.DifferentBytes / moved:0 %} used", isBad);
        y += 2 * LineHeight;
        DrawLanes(svg, y, request.Lanes.Select(l => l.Lane));
        var below = y + LaneHeight + Drop;
        var first = Width / 2 - sectors.Count * (Cell + 2) / 2;
        for (var s = 0; s < sectors.Count; s++)
        {
            var isNeighbour = s > 0 && sectors[s] == sectors[s - 1] + 1;
            svg.Fill(first + s * (Cell + 2) - (isNeighbour ? 2 : 0), below, Cell + (isNeighbour ? 2 : 0), LaneHeight, Grey);
        }
        var threads = new List<(double, double, double, double)>();
        foreach (var (lane, offset) in request.Lanes)
        {
            var at = first + sectors.IndexOf(offset / MemoryRequest.SectorBytes) * (Cell + 2);
            var x = at + (double)(offset % MemoryRequest.SectorBytes) * Cell / MemoryRequest.SectorBytes;
            var width = (double)Math.Min(memory.Bytes, MemoryRequest.SectorBytes) * Cell / MemoryRequest.SectorBytes;
            svg.Fill(x, below, width, LaneHeight, isBad ? Wrong : Used);
            threads.Add((LaneX(lane), y + LaneHeight, x + width / 2, below));
        }
        svg.Threads(threads, isBad ? Wrong : Used);
        svg.Line(first, below + LaneHeight + 12, "global memory, by sectors");
    }

    // The words that a pass must bring, piled up by bank: the highest pile is the number of passes.
    private static void DrawBanks(Svg svg, int y, DrawnRequest request)
    {
        var memory = request.Request;
        var isBad = memory.Passes > memory.IdealPasses;
        Caption(svg, y, request, $"{memory.Passes} pass{(memory.Passes == 1 ? "" : "es")} of the banks, {memory.IdealPasses} at best"
            + (memory.IdealPasses > 1 ? "; drawn is the first" : ""), isBad);
        y += 2 * LineHeight;
        DrawLanes(svg, y, FirstPart(request).Select(l => l.Lane));
        var below = y + LaneHeight + Drop;
        for (var bank = 0; bank < MemoryRequest.Banks; bank++)
            svg.Fill(LaneX(bank) - Cell / 2.0, below, Cell, WordHeight * Deepest(request), Grey);
        var piles = Piles(request);
        svg.Threads(FirstPart(request).Select(l => (Word: l.Offset / 4, Bank: (int)(l.Offset / 4 % MemoryRequest.Banks), X: LaneX(l.Lane)))
            .Select(l => ((double)l.X, (double)y + LaneHeight, (double)LaneX(l.Bank), below + WordHeight * (piles[l.Bank].IndexOf(l.Word) + 0.5))), isBad ? Wrong : Used);
        for (var bank = 0; bank < MemoryRequest.Banks; bank++)
            for (var i = 0; i < piles[bank].Count; i++)
                svg.Fill(LaneX(bank) - Cell / 2.0 + 1, below + WordHeight * i + 1, Cell - 2, WordHeight - 2, isBad ? Wrong : Used);
        svg.Line(Left, below + WordHeight * Deepest(request) + 12, "the 32 banks of shared memory; below each other what one bank gives in turns");
    }

    private static int Deepest(DrawnRequest request) => Piles(request).Max(pile => pile.Count);

    private static List<ulong>[] Piles(DrawnRequest request)
    {
        var piles = Enumerable.Range(0, MemoryRequest.Banks).Select(_ => new List<ulong>()).ToArray();
        foreach (var (_, offset) in FirstPart(request))
            for (var word = offset / 4; word <= (offset + (ulong)request.Request.Bytes - 1) / 4; word++)
                if (piles[word % MemoryRequest.Banks] is var pile && !pile.Contains(word))
                    pile.Add(word);
        return piles;
    }

    // The lanes that are served together.
    private static IEnumerable<(int Lane, ulong Offset)> FirstPart(DrawnRequest request) =>
        request.Lanes.Where(l => l.Lane < Math.Min(32, 4 * MemoryRequest.Banks / request.Request.Bytes));

    private static int LaneX(int lane) => Left + lane * (Cell + 2) + Cell / 2;
}
