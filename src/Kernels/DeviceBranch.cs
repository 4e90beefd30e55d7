namespace DqnGpu.Kernels;

/// <summary>The operations of a branch, from <see cref="Device.Branch"/> to the end of its <c>using</c> block.</summary>
public readonly ref struct DeviceBranch
{
    private readonly Device device;

    internal DeviceBranch(Device device) => this.device = device;

    /// <summary>Ends the branch; it is still to be joined.</summary>
    public void Dispose() => device.EndBranch();
}
