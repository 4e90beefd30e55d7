using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class ReluMaskCheck() : KernelPuzzle<ReluMask.Arguments>(ReluMask.Kernel, Solutions.ReluMask.Kernel)
{
    private const int Length = 100;

    public override int Number => 4;

    public override string Title => "ReLU's mask";

    public override IReadOnlyList<string> Hints =>
    [
        "Where x lay above 0, y is x; where it lay below, y is exactly 0. So what does y == 0 say of x?",
        "p.Dx[i] = p.Y[i] == 0 ? 0 : p.Dy[i];",
    ];

    protected override Trial<ReluMask.Arguments> Prepare(LessonMemory memory)
    {
        var x = Tensor.Random(memory, "x", 5, ("i", Length));
        var y = new Tensor("y", memory.Allocate([.. x.Values.ToArray().Select(value => Math.Max(0, value))]), ("i", Length));
        var dy = Tensor.Random(memory, "dy", 6, ("i", Length));
        var dx = Tensor.Zeros(memory, "dx", ("i", Length));
        var upstream = dy.Doubles();
        return new(new(2), new(64), new() { Y = y.View, Dy = dy.View, Dx = dx.View }, [y, dy],
        [
            Expectation.Gradient(dx, x, values => values.Select((value, i) => Math.Max(0, value) * upstream[i]).Sum()) with
            {
                Mistakes = [(upstream, "What you have is dy as it came: where x lay below 0, nothing of it may go through.")],
            },
        ]);
    }
}
