using System.Runtime.Intrinsics;

namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="IParallelWork"/> that is generic over the vector width.</summary>
internal interface IVectorWork
{
    /// <summary>Runs one task.</summary>
    /// <param name="task">0 .. tasks - 1.</param>
    /// <param name="worker">Which scratch memory belongs to this call.</param>
    void Execute<TUnit, TVector>(int task, int worker) where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged;
}

/// <summary>Chooses the width, once a task.</summary>
internal struct VectorWork<TWork>(SimdWidth width, TWork work) : IParallelWork where TWork : unmanaged, IVectorWork
{
    private TWork work = work;

    public void Execute(int task, int worker)
    {
        switch (width)
        {
            case SimdWidth.Vector512:
                work.Execute<Vector512Unit, Vector512<float>>(task, worker);
                break;
            case SimdWidth.Vector256:
                work.Execute<Vector256Unit, Vector256<float>>(task, worker);
                break;
            case SimdWidth.Vector128:
                work.Execute<Vector128Unit, Vector128<float>>(task, worker);
                break;
            default:
                work.Execute<ScalarUnit, float>(task, worker);
                break;
        }
    }
}
