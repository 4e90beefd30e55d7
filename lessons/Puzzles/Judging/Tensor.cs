using DqnGpu.Lessons.Running;
using ILGPU;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>An array of a puzzle with the names of its axes, so that an element is <c>dw[r=1, s=0, c=2, k=5]</c> and not the 77th.</summary>
public sealed class Tensor
{
    /// <summary>What an output holds before the launch: a NaN that no arithmetic begins with.</summary>
    private static readonly float Untouched = BitConverter.UInt32BitsToSingle(0x7FC0BEEF);

    private readonly (string Name, int Size)[] axes;

    /// <summary>Names a view.</summary>
    /// <param name="name">The name in formulas: that of the kernel's argument, but for a capital.</param>
    /// <param name="view">As many elements as the axes say.</param>
    /// <param name="axes">The last runs fastest.</param>
    public Tensor(string name, ArrayView<float> view, params (string Name, int Size)[] axes)
    {
        (Name, View, this.axes) = (name, view, axes);
        var length = axes.Aggregate(1L, (product, axis) => product * axis.Size);
        if (length != view.Length)
            throw new ArgumentException($"{name} has {view.Length} elements, and {length} by its axes.", nameof(view));
    }

    /// <summary>A new array of random numbers, normally distributed, the same for the same seed: what is mixed up shows.</summary>
    public static Tensor Random(LessonMemory memory, string name, int seed, params (string Name, int Size)[] axes)
    {
        var tensor = Zeros(memory, name, axes);
        RandomData.Normal(tensor.Values.Length, seed).CopyTo(tensor.Values);
        return tensor;
    }

    /// <summary>A new array of zeros.</summary>
    public static Tensor Zeros(LessonMemory memory, string name, params (string Name, int Size)[] axes) =>
        new(name, memory.Allocate<float>(axes.Aggregate(1L, (product, axis) => product * axis.Size)), axes);

    /// <summary>The name in formulas.</summary>
    public string Name { get; }

    /// <summary>Its memory.</summary>
    public ArrayView<float> View { get; }

    /// <summary>Its elements.</summary>
    public Span<float> Values => LessonMemory.Span(View);

    /// <summary>The elements in double precision.</summary>
    public double[] Doubles() => [.. Values.ToArray().Select(value => (double)value)];

    /// <summary>Marks all elements as not yet written.</summary>
    public Tensor Untouch()
    {
        Values.Fill(Untouched);
        return this;
    }

    /// <summary>Whether an element is as <see cref="Untouch"/> left it, or something was added to that.</summary>
    public bool IsUntouched(int element) =>
        (BitConverter.SingleToUInt32Bits(Values[element]) & 0x7FFFFFFF) == BitConverter.SingleToUInt32Bits(Untouched);

    /// <summary>The element's name with its indices; the name alone where there are no axes.</summary>
    public string Element(int element)
    {
        if (axes.Length == 0)
            return Name;
        var indices = new List<string>();
        foreach (var (name, size) in axes.Reverse())
        {
            indices.Insert(0, $"{name}={element % size}");
            element /= size;
        }
        return $"{Name}[{string.Join(", ", indices)}]";
    }
}
