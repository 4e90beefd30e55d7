using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Ladder;

/// <summary>What the command line says of how rungs are run.</summary>
/// <param name="Card">The card that occupancy is told for.</param>
/// <param name="Device">The name of the device that takes time; <c>auto</c>: a GPU where there is one.</param>
public sealed record RungOptions(Card Card, string Device);
