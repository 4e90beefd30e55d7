namespace DqnGpu.Kernels.Simd;

/// <summary>A loop whose iterations know nothing of each other, over one range of elements.</summary>
internal interface IElementwise
{
    /// <summary>Elements [<paramref name="start"/>, <paramref name="end"/>), whose number is a multiple of <c>TUnit.Lanes</c>.</summary>
    void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged;
}

/// <summary>Runs an <see cref="IElementwise"/> loop on all threads: whole vectors first, then what is left one by one.</summary>
internal static class Elementwise
{
    /// <summary>Elements of a task: 64 KB of each array, so that short arrays stay on one core and long ones share evenly.</summary>
    private const int TaskLength = 16384;

    public static void Run<TLoop>(SimdDevice device, long length, in TLoop loop) where TLoop : unmanaged, IElementwise =>
        device.Run((int)((length + TaskLength - 1) / TaskLength), new Work<TLoop>(length, loop));

    /// <summary>Elements [<paramref name="start"/>, <paramref name="end"/>) on this thread, the last ones without vectors.</summary>
    public static void Here<TUnit, TVector, TLoop>(long start, long end, in TLoop loop)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged where TLoop : unmanaged, IElementwise
    {
        var tail = end - (end - start) % TUnit.Lanes;
        loop.Loop<TUnit, TVector>(start, tail);
        loop.Loop<ScalarUnit, float>(tail, end);
    }

    private readonly struct Work<TLoop>(long length, TLoop loop) : IVectorWork where TLoop : unmanaged, IElementwise
    {
        private readonly TLoop loop = loop;

        public void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var start = (long)task * TaskLength;
            Here<TUnit, TVector, TLoop>(start, Math.Min(length, start + TaskLength), loop);
        }
    }
}
