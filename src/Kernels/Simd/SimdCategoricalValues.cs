namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="CategoricalValues"/>: a task for each state, row by row.</summary>
internal sealed unsafe class SimdCategoricalValues(SimdDevice device) : CategoricalValues
{
    private readonly Scratch<float> atoms = new(device.MemoryOwner);
    private readonly WorkerScratch probabilities = new(device);

    [Computes(Operation.CategoricalValuesForward)]
    protected override void ForwardCore(in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> q)
    {
        var z = AtomsOf(support);
        device.Pool.Run(
            (int)(q.Length / actions),
            new Forwards(support.Atoms, actions, z, logits.Pointer(device), q.Pointer(device), probabilities.AtLeast(support.Atoms)));
    }

    [Computes(Operation.CategoricalValuesBackward)]
    protected override void BackwardCore(
        in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> dq, DeviceView<float> dlogits)
    {
        var z = AtomsOf(support);
        device.Pool.Run(
            (int)(dq.Length / actions),
            new Backwards(support.Atoms, actions, z, logits.Pointer(device), dq.Pointer(device), dlogits.Pointer(device)));
    }

    private float* AtomsOf(in CategoricalSupport support)
    {
        var z = atoms.AtLeast(support.Atoms);
        CategoricalRow.WriteAtoms(support, new(z, support.Atoms));
        return z;
    }

    /// <summary>q[n,a] = sum over i of z[i] p[i](n,a): task n writes row n of q.</summary>
    private readonly struct Forwards(int length, int actions, float* atoms, float* logits, float* q, WorkerScratch.Parts probabilities)
        : IParallelWork
    {
        [Computes(Operation.CategoricalValuesForward, Depth = 1)]
        public void Execute(int task, int worker)
        {
            for (var row = (long)task * actions; row < (task + 1L) * actions; row++)
                q[row] = CategoricalRow.Value(new(logits + row * length, length), new(atoms, length), new(probabilities[worker], length));
        }
    }

    /// <summary>dx[i](n,a) = dq[n,a] p[i] (z[i] - q[n,a]): task n writes all dx of state n.</summary>
    private readonly struct Backwards(int length, int actions, float* atoms, float* logits, float* dq, float* dlogits) : IParallelWork
    {
        [Computes(Operation.CategoricalValuesBackward, Depth = 1)]
        public void Execute(int task, int worker)
        {
            for (var row = (long)task * actions; row < (task + 1L) * actions; row++)
            {
                var gradient = new Span<float>(dlogits + row * length, length);
                var value = CategoricalRow.Value(new(logits + row * length, length), new(atoms, length), gradient);
                for (var i = 0; i < length; i++)
                    gradient[i] *= dq[row] * (atoms[i] - value);
            }
        }
    }
}
