using DqnGpu.Kernels;
using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class DoubleBufferCheck() : KernelPuzzle<DoubleBuffer.Arguments>(DoubleBuffer.Kernel, Solutions.DoubleBuffer.Kernel)
{
    private static readonly LinearShape Shape = new(N: 32, In: 32, Out: 64);

    public override int Number => 12;

    public override string Title => "Double buffering: one barrier a step";

    public override IReadOnlyList<string> Hints =>
    [
        "Why are there two barriers? The first: nobody may read a tile before it is loaded. The second: nobody may load into it while others read. With two " +
        "tiles that take turns, whoever has passed the barrier of a step knows that all have finished with the tile of the step before.",
        "Allocate 2 * Tile * Tile words each, and load the first pair before the loop. In the loop: barrier; if there is a next step, load its pair into the " +
        "other half; multiply this half; change halves (buffer = Tile * Tile - buffer).",
    ];

    protected override Trial<DoubleBuffer.Arguments> Prepare(LessonMemory memory)
    {
        var linear = new LinearTensors(memory, Shape);
        var dx = Tensor.Zeros(memory, "dx", ("n", Shape.N), ("i", Shape.In));
        var wanted = new double[Shape.InputLength];
        Kernels.Reference.LinearReference.BackwardInput(Shape, linear.Dz.Doubles(), linear.W.Doubles(), wanted);
        return new(new(Shape.In / DoubleBuffer.Tile, Shape.N / DoubleBuffer.Tile), new(DoubleBuffer.Tile * DoubleBuffer.Tile),
            new() { In = Shape.In, Out = Shape.Out, Dz = linear.Dz.View, W = linear.W.View, Dx = dx.View },
            [linear.Dz, linear.W], [Expectation.Loops(dx, wanted, "the sum over o of dz[n, o] * w[o, i]")]);
    }

    protected override string? MissedGoal(LaunchCounts counts) => Goals.Barriers(
        counts, Shape.Out / DoubleBuffer.Tile + 1, "with two pairs of tiles, nobody waits for the others to have read.");
}
