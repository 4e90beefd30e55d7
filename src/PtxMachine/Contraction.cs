namespace DqnGpu.PtxMachine;

/// <summary>Multiplications and additions of floats that a GPU's assembler makes one instruction of.</summary>
/// <remarks>
/// ILGPU writes a * b + c as two instructions that state no rounding, and of such the assembler makes a multiply-add (PTX manual, "add": those without a
/// rounding modifier may be contracted). So a product of which a sum or a difference in the same block is the only reader costs nothing of its own.
/// </remarks>
internal static class Contraction
{
    /// <summary>By instruction: what it counts as.</summary>
    public static InstructionKind[] Kinds(Instruction[] instructions, ControlFlow flow, List<(int[] Reads, int[] Writes)> uses)
    {
        var kinds = instructions.Select(instruction => Operations.KindOf(instruction.Operation)).ToArray();
        var readers = uses.SelectMany(use => use.Reads).CountBy(register => register).ToDictionary();
        for (var block = 0; block < flow.Blocks; block++)
        {
            var (first, last) = flow.Block(block);
            var products = new Dictionary<int, int>();
            for (var at = first; at <= last; at++)
            {
                if (instructions[at].Operation is Operation.AddF32 or Operation.SubF32)
                    Contract(uses[at].Reads, at);
                foreach (var register in uses[at].Writes)
                    products.Remove(register);
                if (instructions[at].Operation == Operation.MulF32 && readers.GetValueOrDefault(uses[at].Writes[0]) == 1)
                    products[uses[at].Writes[0]] = at;
            }

            void Contract(int[] terms, int sum)
            {
                foreach (var term in terms)
                {
                    if (!products.Remove(term, out var product))
                        continue;
                    (kinds[product], kinds[sum]) = (InstructionKind.Contracted, InstructionKind.MultiplyAdd);
                    return;
                }
            }
        }
        return kinds;
    }
}
