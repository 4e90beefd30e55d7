namespace DqnGpu.PtxMachine;

/// <content>What a warp does as one.</content>
internal sealed unsafe partial class Warp
{
    private void Meet(ref Instruction i, int at)
    {
        switch (i.Operation)
        {
            case Operation.WarpBarrier:
                phase++;
                break;
            case Operation.MatrixProduct:
                if (!processor.Launch.FirstLanesOnly)
                    MultiplyMatrices(kernel.Fragments[i.A], at);
                break;
            default:
                Shuffle(ref i, at);
                break;
        }
    }

    // Each lane gets the value of another one, or keeps its own where that one lies outside its segment. From the PTX manual, shfl.sync.
    private void Shuffle(ref Instruction i, int at)
    {
        var values = stackalloc uint[RegisterSet.Lanes];
        new Span<uint>(registers + i.A, RegisterSet.Lanes).CopyTo(new(values, RegisterSet.Lanes));
        for (var lane = 0; lane < lanes; lane++)
        {
            var offset = ((int*)(registers + i.B))[lane] & 31;
            var clamp = ((int*)(registers + i.C))[lane];
            var segment = clamp >> 8 & 31;
            var last = (lane & segment) | (clamp & 31 & ~segment);
            var from = i.Operation switch
            {
                Operation.ShuffleUp => lane - offset,
                Operation.ShuffleDown => lane + offset,
                Operation.ShuffleXor => lane ^ offset,
                _ => (lane & segment) | (offset & ~segment),
            };
            var isInside = i.Operation == Operation.ShuffleUp ? from >= last : from <= last;
            if (!isInside || processor.Launch.FirstLanesOnly)
                from = lane;
            if (from >= lanes)
                throw Fault(FaultKind.OutOfBounds, at, lane, $"it asks for lane {from}, which the group does not have");
            ((uint*)(registers + i.D))[lane] = values[from];
        }
    }

    // d [16, 8] = c [16, 8] + a [16, 8] b [8, 8]. PTX leaves the order of the sums and their rounding open. Tensor cores have been found to add a
    // few exact products to c at once and to cut off what fp32 does not hold (Fasi, Higham, Mikaitis and Pranesh 2021, "Numerical behavior of
    // NVIDIA tensor cores"), so here it is four products, in the order of k, and a cut towards zero. From the PTX manual, where a lane's elements
    // lie, g = lane / 4, t = lane mod 4:
    // a: rows g, g + 8, g, g + 8 of columns t, t, t + 4, t + 4;  b: rows t, t + 4 of column g;  c and d: columns 2t, 2t + 1 of rows g, then g + 8.
    private void MultiplyMatrices(Fragments fragments, int at)
    {
        if (lanes < RegisterSet.Lanes)
            throw Fault(FaultKind.MissedBarrier, at, 0, "a matrix product needs all threads of a warp");
        float* a = stackalloc float[16 * 8], b = stackalloc float[8 * 8], c = stackalloc float[16 * 8];
        for (var lane = 0; lane < RegisterSet.Lanes; lane++)
        {
            var (g, t) = (lane / 4, lane % 4);
            for (var r = 0; r < 4; r++)
            {
                a[(g + r % 2 * 8) * 8 + t + r / 2 * 4] = Tf32(((uint*)(registers + fragments.A[r]))[lane]);
                c[(g + r / 2 * 8) * 8 + 2 * t + r % 2] = ((float*)(registers + fragments.C[r]))[lane];
            }
            for (var r = 0; r < 2; r++)
                b[(t + 4 * r) * 8 + g] = Tf32(((uint*)(registers + fragments.B[r]))[lane]);
        }
        for (var m = 0; m < 16; m++)
            for (var k = 0; k < 8; k += 4)
                for (var n = 0; n < 8; n++)
                {
                    var sum = (double)c[m * 8 + n];
                    for (var next = k; next < k + 4; next++)
                        sum += (double)a[m * 8 + next] * b[next * 8 + n];
                    c[m * 8 + n] = TowardZero(sum);
                }
        for (var lane = 0; lane < RegisterSet.Lanes; lane++)
            for (var r = 0; r < 4; r++)
                ((float*)(registers + fragments.D[r]))[lane] = c[(lane / 4 + r / 2 * 8) * 8 + lane % 4 * 2 + r % 2];
    }

    // The hardware does not look at the 13 low bits.
    private static float Tf32(uint bits) => BitConverter.UInt32BitsToSingle(bits & ~0x1FFFu);

    private static float TowardZero(double sum)
    {
        var nearest = (float)sum;
        return Math.Abs((double)nearest) <= Math.Abs(sum) ? nearest : nearest > 0 ? MathF.BitDecrement(nearest) : MathF.BitIncrement(nearest);
    }
}
