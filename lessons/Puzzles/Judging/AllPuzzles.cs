using DqnGpu.Lessons.Puzzles.Checks;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>The puzzles, from the easiest on.</summary>
public static class AllPuzzles
{
    /// <summary>Number n at place n - 1.</summary>
    public static IReadOnlyList<Puzzle> InOrder { get; } =
    [
        new LinearForwardCheck(), new LinearWeightGradientCheck(), new LinearInputGradientCheck(), new ReluMaskCheck(), new TdLossGradientCheck(),
        new ConvForwardCheck(), new ConvWeightGradientCheck(), new ConvInputGradientCheck(), new SumInOrderCheck(), new UsedBytesCheck(),
        new BankPassesCheck(), new DoubleBufferCheck(), new MissingFenceCheck(), new AdamInOnePassCheck(), new GraphStepCountCheck(),
    ];
}
