using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The buffers of the networks of a forward launch, as kernels take them.</summary>
internal readonly struct NetworkMemory<TInput>(
    MemberViews<TInput> inputs, MemberViews<float> weights, MemberViews<float> biases, MemberViews<float> outputs, bool inputsAndWeightsAligned)
    where TInput : unmanaged
{
    public readonly MemberViews<TInput> Inputs = inputs;
    public readonly MemberViews<float> Weights = weights;
    public readonly MemberViews<float> Biases = biases;
    public readonly MemberViews<float> Outputs = outputs;

    /// <summary>What the kernels read in their loop can be read 16 bytes at a time.</summary>
    public readonly bool InputsAndWeightsAligned = inputsAndWeightsAligned;

    /// <summary>What the epilogue touches can be touched 16 bytes at a time.</summary>
    public static bool OutputsAndBiasesAligned(ReadOnlySpan<LayerBuffers<TInput>> networks)
    {
        foreach (ref readonly var network in networks)
            if (!IlgpuDevice.IsVectorAligned(network.Output) || !IlgpuDevice.IsVectorAligned(network.Bias))
                return false;
        return true;
    }
}
