using ILGPU;

namespace DqnGpu.Lessons.Ladder.Adam;

// The step as an algebra of vectors writes it: a kernel for each line of the formula, a thread for each parameter.
//
// Each kernel reads its vectors from memory and writes one back, for two or three operations a number: m reads 2 and writes 1, so does v,
// so does the step; w reads itself and the step, and is written. That is 3 + 3 + 3 + 3 = 12 floats for each parameter, and 4 launches. An
// H100 could do 10 multiply-adds in the time that one byte takes; here it does a dozen operations for 48 bytes. Only bytes count.
public static class Apart
{
    private const int Threads = 256;

    public static Rung Rung { get; } = AdamRungs.Rung(
        "Apart", "A kernel for m, one for v, one for the step and one for w.",
        new Claim("floats moved for a parameter", 12, AdamRungs.FloatsOfParameter),
        (device, a) => () =>
        {
            var groups = (int)(a.w.Length / Threads);
            device.Launch(FirstMoment, new(groups), new(Threads), a);
            device.Launch(SecondMoment, new(groups), new(Threads), a);
            device.Launch(Step, new(groups), new(Threads), a);
            device.Launch(Subtract, new(groups), new(Threads), a);
        });

    private static void FirstMoment(AdamStep a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        a.m[i] = a.beta1 * a.m[i] + (1 - a.beta1) * a.g[i];
    }

    private static void SecondMoment(AdamStep a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var g = a.g[i];
        a.v[i] = a.beta2 * a.v[i] + (1 - a.beta2) * g * g;
    }

    private static void Step(AdamStep a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        a.step[i] = a.rate / a.c1 * a.m[i] / (MathF.Sqrt(a.v[i] / a.c2) + a.epsilon);
    }

    private static void Subtract(AdamStep a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        a.w[i] -= a.step[i];
    }
}
