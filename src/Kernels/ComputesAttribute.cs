namespace DqnGpu.Kernels;

/// <summary>Marks a method that computes operations on the devices of its namespace, for those who want to read it: <see cref="OperationCode"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ComputesAttribute(params Operation[] operations) : Attribute
{
    public IReadOnlyList<Operation> Operations { get; } = operations;

    /// <summary>0: the call of the operation; 1: what it sends to the device; 2 and more: what does the arithmetic in there.</summary>
    public int Depth { get; init; }
}
