using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The instruction of the tensor cores: all 32 lanes of a warp multiply two small matrices.</summary>
public static class TensorCore
{
    /// <summary>c [16, 8] += a [16, 8] b [8, 8], factors in TF32, sums in fp32.</summary>
    /// <remarks>
    /// <para>With g = lane / 4 and t = lane mod 4 a lane holds</para>
    /// <code>
    /// a0, a1, a2, a3    rows g, g + 8, g, g + 8     of columns t, t, t + 4, t + 4
    /// b0, b1            rows t, t + 4               of column g
    /// c0, c1, c2, c3    rows g, g, g + 8, g + 8     of columns 2t, 2t + 1, 2t, 2t + 1
    /// </code>
    /// <para>ILGPU passes references through local memory; the driver's assembler finds that nothing else reads it and keeps all in registers.</para>
    /// </remarks>
    public static void MultiplyAdd(
        ref float c0, ref float c1, ref float c2, ref float c3, uint a0, uint a1, uint a2, uint a3, uint b0, uint b1)
    {
        Ref<float> sum0 = c0, sum1 = c1, sum2 = c2, sum3 = c3;
        Input<uint> left0 = a0, left1 = a1, left2 = a2, left3 = a3, right0 = b0, right1 = b1;
        CudaAsm.EmitRef(
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};",
            ref sum0, ref sum1, ref sum2, ref sum3, ref left0, ref left1, ref left2, ref left3, ref right0, ref right1);
        c0 = sum0.Value;
        c1 = sum1.Value;
        c2 = sum2.Value;
        c3 = sum3.Value;
    }
}
