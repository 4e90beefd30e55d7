using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The same buffer of up to three networks that run in one launch: the online and the target network, and for Double DQN the online one again.</summary>
internal readonly struct MemberViews<T>(ArrayView<T> first, ArrayView<T> second, ArrayView<T> third) where T : unmanaged
{
    public readonly ArrayView<T> First = first;
    public readonly ArrayView<T> Second = second;
    public readonly ArrayView<T> Third = third;

    /// <summary>One buffer, of the only member.</summary>
    public MemberViews(ArrayView<T> only) : this(only, only, only)
    {
    }

    /// <summary>The buffer of member 0, 1 or 2.</summary>
    public ArrayView<T> Of(int member) => member == 0 ? First : member == 1 ? Second : Third;
}
