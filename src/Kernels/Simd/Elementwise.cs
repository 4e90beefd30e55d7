using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>A loop whose iterations know nothing of each other, over one range of elements.</summary>
internal unsafe interface IElementwise
{
    /// <summary>Elements [<paramref name="start"/>, <paramref name="end"/>), whose number is a multiple of <c>TUnit.Lanes</c>.</summary>
    void Loop<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged;
}

/// <summary>Runs an <see cref="IElementwise"/> loop on all threads: whole vectors first, then what is left one by one.</summary>
internal static class Elementwise
{
    /// <summary>Elements of a task: 64 KB of each array, so that short arrays stay on one core and long ones share evenly.</summary>
    private const int TaskLength = 16384;

    public static void Run<TLoop>(SimdDevice device, long length, in TLoop loop) where TLoop : unmanaged, IElementwise
    {
        var work = new Work<TLoop>(device.Width, length, loop);
        device.Pool.Run((int)((length + TaskLength - 1) / TaskLength), work);
    }

    private struct Work<TLoop>(SimdWidth width, long length, TLoop loop) : IParallelWork where TLoop : unmanaged, IElementwise
    {
        private TLoop loop = loop;

        public void Execute(int task, int worker)
        {
            var start = (long)task * TaskLength;
            var end = Math.Min(length, start + TaskLength);
            switch (width)
            {
                case SimdWidth.Vector512:
                    WholeVectorsThenTail<Vector512Unit, System.Runtime.Intrinsics.Vector512<float>>(start, end);
                    break;
                case SimdWidth.Vector256:
                    WholeVectorsThenTail<Vector256Unit, System.Runtime.Intrinsics.Vector256<float>>(start, end);
                    break;
                default:
                    loop.Loop<ScalarUnit, float>(start, end);
                    break;
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void WholeVectorsThenTail<TUnit, TVector>(long start, long end) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
        {
            var tail = end - (end - start) % TUnit.Lanes;
            loop.Loop<TUnit, TVector>(start, tail);
            loop.Loop<ScalarUnit, float>(tail, end);
        }
    }
}
