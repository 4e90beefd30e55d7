using DqnGpu.Kernels.Ilgpu;
using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Lessons.Ladder.Adam;

// The same bytes by a quarter of the requests: a thread takes four neighbouring parameters, and loads and stores four floats by one
// instruction.
//
// 7 requests of a warp now move 16 sectors each, not 4: 7 / 4 requests for each 32 parameters. The bytes stay what they were; but each
// thread has four times as many on their way at once, and the addresses are computed for four parameters together.
public static class FourAtOnce
{
    private const int Threads = 256, Lanes = 32, Parameters = 32768;

    public static Rung Rung { get; } = AdamRungs.Rung(
        "Four at once", "A thread takes four parameters.",
        new Claim("requests for 32 parameters", 7 / 4.0, counts => counts.GlobalRequests * Lanes / (double)Parameters),
        (device, a) => () => device.Launch(Kernel, new((int)(a.w.Length / 4 / Threads)), new(Threads), a));

    private static void Kernel(AdamStep a)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var (w, g, m, v) = (a.w.Cast<Float4>()[i], a.g.Cast<Float4>()[i], a.m.Cast<Float4>()[i], a.v.Cast<Float4>()[i]);
        Update(a, ref w.X, g.X, ref m.X, ref v.X);
        Update(a, ref w.Y, g.Y, ref m.Y, ref v.Y);
        Update(a, ref w.Z, g.Z, ref m.Z, ref v.Z);
        Update(a, ref w.W, g.W, ref m.W, ref v.W);
        a.w.Cast<Float4>()[i] = w;
        a.m.Cast<Float4>()[i] = m;
        a.v.Cast<Float4>()[i] = v;
    }

    private static void Update(AdamStep a, ref float w, float g, ref float m, ref float v)
    {
        m = a.beta1 * m + (1 - a.beta1) * g;
        v = a.beta2 * v + (1 - a.beta2) * g * g;
        w -= a.rate / a.c1 * m / (MathF.Sqrt(v / a.c2) + a.epsilon);
    }
}
