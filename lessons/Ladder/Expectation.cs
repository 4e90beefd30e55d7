using ILGPU;

namespace DqnGpu.Lessons.Ladder;

/// <summary>What a rung must compute.</summary>
/// <param name="Name">Of the tensor.</param>
/// <param name="Shape">Its lengths, the last running fastest.</param>
/// <param name="Got">Where the rung leaves it.</param>
/// <param name="Wanted">Computes it in double precision. Slow: not asked for while time is taken.</param>
/// <param name="Tolerance">How far an element may be off, of the largest wanted magnitude.</param>
public sealed record Expectation(string Name, int[] Shape, ArrayView<float> Got, Func<double[]> Wanted, double Tolerance = Expectation.Fp32)
{
    /// <summary>For sums of some hundred fp32 products.</summary>
    public const double Fp32 = 1e-5;

    /// <summary>For products whose factors have 11 bits of significand.</summary>
    public const double Tf32 = 1e-3;

    /// <summary>Compares. A NaN is further off than anything.</summary>
    public Deviation Compare(IRungDevice device)
    {
        var (got, wanted) = (device.Read(Got), Wanted());
        if (got.Length != wanted.Length)
            throw new ArgumentException($"{Name}: {got.Length} elements were computed, {wanted.Length} are wanted.");
        var largest = wanted.Max(Math.Abs);
        var worst = Enumerable.Range(0, got.Length).MaxBy(i => double.IsNaN(got[i]) ? double.PositiveInfinity : Math.Abs(got[i] - wanted[i]));
        var error = Math.Abs(got[worst] - wanted[worst]) / Math.Max(largest, double.Epsilon);
        return new(Element(worst), got[worst], wanted[worst], error, error <= Tolerance);
    }

    private string Element(int index)
    {
        var place = new int[Shape.Length];
        for (var axis = Shape.Length - 1; axis >= 0; axis--)
            (index, place[axis]) = Math.DivRem(index, Shape[axis]);
        return $"{Name}[{string.Join(", ", place)}]";
    }
}

/// <summary>The element that is furthest off.</summary>
/// <param name="Element">Its name, as <c>C[3, 5]</c>.</param>
/// <param name="Got">What the rung computed.</param>
/// <param name="Wanted">In double precision.</param>
/// <param name="Error">The difference, of the tensor's largest magnitude; NaN where the rung computed one.</param>
/// <param name="IsRight">Within the tolerance.</param>
public sealed record Deviation(string Element, float Got, double Wanted, double Error, bool IsRight);
