using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// The last linear layer of up to three networks, and the action values that it gives a sample, as the heads need them inside their kernels.
/// </summary>
internal readonly struct HeadLayer(in LinearShape shape, int networks, in NetworkMemory<float> memory)
{
    /// <summary>Action values of all networks of a sample that fit shared memory: three networks of 18 actions, and some.</summary>
    public const int MostValues = 64;

    /// <summary>Threads that share a dot product: together they read 128 neighbouring bytes.</summary>
    private const int Parts = 8;

    /// <summary>1, 2 or 3.</summary>
    public readonly int Networks = networks;

    /// <summary>A.</summary>
    public readonly Divisor Actions = new(shape.Out);

    /// <summary>In.</summary>
    public readonly Divisor Features = new(shape.In);

    /// <summary>[N, In] each.</summary>
    public readonly MemberViews<float> H = memory.Inputs;

    /// <summary>[A, In] each.</summary>
    public readonly MemberViews<float> W = memory.Weights;

    /// <summary>[A] each.</summary>
    public readonly MemberViews<float> B = memory.Biases;

    /// <summary>[N, A] each.</summary>
    public readonly MemberViews<float> Q = memory.Outputs;

    /// <summary>q[a] = b[a] + sum over i of h[n, i] w[a, i]    for each network</summary>
    /// <remarks>
    /// Eight threads make one dot product (a network and an action), thread p of them from every eighth vector, and one of them adds their parts in order:
    /// the bits depend on In alone. Reads row n of each h, all w and b; writes row n of each q.
    /// </remarks>
    /// <param name="layer">The layer.</param>
    /// <param name="n">The sample. All threads of the group must call, with the same one.</param>
    /// <param name="values">[<see cref="MostValues"/>] of shared memory; q of one network behind the other is written, for all threads to read.</param>
    public static void ActionValues<TLoading>(HeadLayer layer, int n, ArrayView<float> values) where TLoading : struct, ITileLoading
    {
        var parts = SharedMemory.Allocate<float>(GroupSum.MaxGroupSize);
        var actions = layer.Actions.Value;
        var dots = layer.Networks * actions;
        var part = Group.IdxX & (Parts - 1);
        for (var first = 0; first < dots; first += Group.DimX / Parts)
        {
            var dot = first + Group.IdxX / Parts;
            var network = layer.Actions.Quotient(dot);
            var a = dot - network * actions;
            var sum = 0f;
            if (dot < dots)
                sum = DotPart<TLoading>(layer.H.Of(network), n, layer.W.Of(network), a, layer.Features.Value, part);
            parts[Group.IdxX] = sum;
            Group.Barrier();
            if (part == 0 && dot < dots)
            {
                for (var other = 1; other < Parts; other++)
                    sum += parts[Group.IdxX + other];
                sum += layer.B.Of(network)[a];
                values[dot] = sum;
                layer.Q.Of(network)[n * actions + a] = sum;
            }
            Group.Barrier();
        }
    }

    /// <summary>sum of h[n, i] w[a, i] over the vectors (or elements) part, part + 8, ...</summary>
    private static float DotPart<TLoading>(ArrayView<float> h, int n, ArrayView<float> w, int a, int features, int part)
        where TLoading : struct, ITileLoading
    {
        var sum = 0f;
        if (TLoading.Vectorized)
        {
            var vectors = features >> 2;
            var left = h.Cast<Float4>();
            var right = w.Cast<Float4>();
            var x = n * vectors;
            var y = a * vectors;
            var i = part;
            for (; i + 3 * Parts < vectors; i += 4 * Parts)
            {
                var x0 = left[x + i];
                var y0 = right[y + i];
                var x1 = left[x + i + Parts];
                var y1 = right[y + i + Parts];
                var x2 = left[x + i + 2 * Parts];
                var y2 = right[y + i + 2 * Parts];
                var x3 = left[x + i + 3 * Parts];
                var y3 = right[y + i + 3 * Parts];
                sum = Add(Add(Add(Add(sum, x0, y0), x1, y1), x2, y2), x3, y3);
            }
            for (; i < vectors; i += Parts)
                sum = Add(sum, left[x + i], right[y + i]);
        }
        else
        {
            for (var i = part; i < features; i += Parts)
                sum += h[n * features + i] * w[a * features + i];
        }
        return sum;
    }

    private static float Add(float sum, Float4 x, Float4 y)
    {
        sum += x.X * y.X;
        sum += x.Y * y.Y;
        sum += x.Z * y.Z;
        sum += x.W * y.W;
        return sum;
    }
}
