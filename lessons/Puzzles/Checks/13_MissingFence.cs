using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class MissingFenceCheck() : KernelPuzzle<MissingFence.Arguments>(MissingFence.Kernel, Solutions.MissingFence.Kernel)
{
    private const int Groups = 8;
    private const int Length = Groups * MissingFence.GroupSize;

    public override int Number => 13;

    public override string Title => "The fence that is missing";

    public override IReadOnlyList<string> Hints =>
    [
        "Two orders must hold. In each group: the sum is written, then the group is counted. In the last group: the count is read, then the sums. Neither the " +
        "compiler nor the memory keeps these orders of itself, since the count and the sums are different words.",
        "MemoryFence.DeviceLevel(); at both places: between p.Partials[...] = ... and Atomic.Add, and between Atomic.Add and the loop over p.Partials.",
    ];

    protected override Trial<MissingFence.Arguments> Prepare(LessonMemory memory)
    {
        var losses = Tensor.Random(memory, "losses", 25, ("n", Length));
        var partials = Tensor.Zeros(memory, "partials", ("group", Groups)).Untouch();
        var mean = Tensor.Zeros(memory, "mean");
        var arguments = new MissingFence.Arguments
        {
            Losses = losses.View,
            Partials = partials.View,
            Finished = memory.Allocate<int>(1),
            Mean = mean.View,
        };
        return new(new(Groups), new(MissingFence.GroupSize), arguments, [losses, partials],
            [Expectation.Loops(mean, [losses.Doubles().Average()], $"the mean of all {Length} losses")]);
    }
}
