using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Running;

namespace DqnGpu.Lessons.Puzzles.Checks;

/// <summary>Parameters, their gradient and their moments, as the device has them and in double precision beside it.</summary>
internal sealed class AdamTensors
{
    public const float Rate = 0.01f;

    public static readonly AdamSettings Settings = AdamSettings.Default;

    private readonly double[] w, m, v, g;

    public AdamTensors(LessonMemory memory, int parameters)
    {
        W = Tensor.Random(memory, "w", 31, ("i", parameters));
        G = Tensor.Random(memory, "g", 32, ("i", parameters));
        M = Tensor.Zeros(memory, "m", ("i", parameters));
        V = Tensor.Zeros(memory, "v", ("i", parameters));
        (w, m, v, g) = (W.Doubles(), M.Doubles(), V.Doubles(), G.Doubles());
    }

    public Tensor W { get; }

    public Tensor G { get; }

    public Tensor M { get; }

    public Tensor V { get; }

    /// <summary>w after one more step on the same gradient, in double precision; the device's is not touched.</summary>
    public double[] Step(int t)
    {
        AdamReference.Step(Settings, Rate, t, w, g, m, v);
        return [.. w];
    }

    /// <summary>What the device must hold behind the steps so far.</summary>
    public IReadOnlyList<Expectation> Expectations(string reason) => [new(M, m, _ => reason), new(V, v, _ => reason), new(W, w, _ => reason)];

    /// <summary>Brings the device to the state of the steps so far.</summary>
    public void CopyToDevice()
    {
        foreach (var (tensor, values) in new[] { (W, w), (M, m), (V, v) })
            for (var i = 0; i < values.Length; i++)
                tensor.Values[i] = (float)values[i];
    }
}
