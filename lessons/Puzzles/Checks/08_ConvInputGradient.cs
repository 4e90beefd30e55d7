using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class ConvInputGradientCheck()
    : KernelPuzzle<ConvInputGradient.Arguments>(ConvInputGradient.Kernel, Solutions.ConvInputGradient.Kernel, Solutions.Golf.ConvInputGradient.Kernel)
{
    public override int Number => 8;

    public override string Title => "The convolution's gradient to its input, gathered";

    public override IReadOnlyList<string> Hints =>
    [
        "From `index` come n, h, w and c of dx now. For each r: the window whose row r lies at h begins at row h - r. It is one only if that is a multiple " +
        "of the stride, not below 0, and p = (h - r) / stride lies below P. The same for s and w. And a thread sums in a variable of its own and writes once.",
        "Loops over r and s; inside: if (h < r || (h - r) % stride != 0 || (h - r) / stride >= P) skip, likewise for w and s; then for each k: sum += " +
        "a.W[ConvIndex.W(a.Shape, r, s, c, k)] * a.Dz[ConvIndex.Z(a.Shape, n, (h - r) / stride, (w - s) / stride, k)]; after the loops a.Dx[index] = sum.",
    ];

    protected override Trial<ConvInputGradient.Arguments> Prepare(LessonMemory memory)
    {
        var conv = new ConvTensors(memory);
        var dx = Tensor.Zeros(memory, "dx", ConvTensors.InputAxes);
        var arguments = new ConvInputGradient.Arguments { Shape = ConvTensors.Shape, W = conv.W.View, Dz = conv.Dz.View, Dx = dx.View };
        return new(new(14), new(32), arguments, [conv.W, conv.Dz], [Expectation.Gradient(dx, conv.X, conv.LossOfInput)]);
    }
}
