using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Checks;

internal sealed class AdamInOnePassCheck() : KernelPuzzle<AdamInOnePass.Arguments>(AdamInOnePass.Kernel, Solutions.AdamInOnePass.Kernel)
{
    private const int Parameters = 1000;
    private const int GroupSize = 64;
    private const int T = 3;

    public override int Number => 14;

    public override string Title => "Adam in one pass: 4 reads and 3 writes";

    public override IReadOnlyList<string> Hints =>
    [
        "Count what each line reads: p.G[i] three times in all, p.M[i] and p.V[i] twice. What a thread has once read or computed, it can keep in a variable.",
        "var g = p.G[i]; var m = p.Beta1 * p.M[i] + (1 - p.Beta1) * g; var v likewise; then write p.M[i] = m and p.V[i] = v, and use m and v in the last line.",
    ];

    protected override Trial<AdamInOnePass.Arguments> Prepare(LessonMemory memory)
    {
        var adam = new AdamTensors(memory, Parameters);
        for (var t = 1; t < T; t++)
            adam.Step(t);
        adam.CopyToDevice();
        adam.Step(T);
        var arguments = new AdamInOnePass.Arguments
        {
            Rate = AdamTensors.Rate,
            Beta1 = AdamTensors.Settings.Beta1,
            Beta2 = AdamTensors.Settings.Beta2,
            Epsilon = AdamTensors.Settings.Epsilon,
            C1 = (float)(1 - Math.Pow(AdamTensors.Settings.Beta1, T)),
            C2 = (float)(1 - Math.Pow(AdamTensors.Settings.Beta2, T)),
            W = adam.W.View,
            M = adam.M.View,
            V = adam.V.View,
            G = adam.G.View,
        };
        return new(new((Parameters + GroupSize - 1) / GroupSize), new(GroupSize), arguments, [adam.G], adam.Expectations("step 3 of Adam in plain loops"));
    }

    protected override string? MissedGoal(LaunchCounts counts) =>
        Goals.Reads(counts, 4, "w, m, v and g, each once.") ?? Goals.Writes(counts, 3, "w, m and v, each once.");
}
