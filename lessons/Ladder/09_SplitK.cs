using DqnGpu.Kernels.Ilgpu;
using ILGPU;

namespace DqnGpu.Lessons.Ladder;

// Each tile of C is made by 4 groups, each over a quarter of the k; a second kernel adds the four in their order, so the sum is the same every time.
//
// A 128 x 128 product has 4 tiles of 64 x 64: 4 groups, on a card with 132 multiprocessors. Its threads make 64 K = 8,192 multiply-adds one after the
// other while nearly all of the card waits. With 4 times as many groups each makes 2,048. The price: 4 partial results are written and read again.
// It pays where tiles are few and K is long, as in the gradient of a layer's weights; where the tiles fill the card, it costs.
public static class SplitK
{
    private const int Parts = 4, Tile = Vectors.Tile, Threads = 128;

    public static Rung Rung { get; } = MatrixProductRungs.Rung(
        "Split K", "4 groups share a tile, each with a quarter of the k; a second kernel adds.",
        new Claim("multiply-adds of a thread", 64.0 * MatrixProductRungs.Size / Parts, counts => counts.MultiplyAddsOfThread),
        ProductTile.Shared(Tile, Tile, Vectors.Depth, 8, 8), Launches);

    public struct Split
    {
        public MatrixProduct Product;
        public ArrayView<float> Partials;
    }

    private static Action Launches(IRungDevice device, MatrixProduct p)
    {
        var split = new Split { Product = p, Partials = device.Allocate<float>(Parts * p.C.Length) };
        return () =>
        {
            device.Launch(Multiply, new(p.N / Tile, p.M / Tile, Parts), new(Vectors.Threads), split);
            device.Launch(Add, new(p.M * p.N / Threads), new(Threads), split);
        };
    }

    private static void Multiply(Split s)
    {
        var (p, part) = (s.Product, Grid.IdxZ);
        DoubleBuffer.Multiply(p, s.Partials.Cast<Float4>().SubView(part * p.M * p.N / 4), part * p.K / Parts, (part + 1) * p.K / Parts);
    }

    private static void Add(Split s)
    {
        var i = Grid.IdxX * Threads + Group.IdxX;
        var sum = 0f;
        for (var part = 0; part < Parts; part++)
            sum += s.Partials[part * s.Product.M * s.Product.N + i];
        s.Product.C[i] = sum;
    }
}
