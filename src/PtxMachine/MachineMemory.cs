namespace DqnGpu.PtxMachine;

/// <summary>An allocation that kernels may touch. The memory is the caller's and must not move.</summary>
/// <param name="Begin">The address of its first byte.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="ElementSize">Bytes of an element, for messages.</param>
public sealed record MemoryRegion(ulong Begin, ulong Bytes, string Name = "memory", int ElementSize = 1)
{
    /// <summary>The first address behind it.</summary>
    public ulong End => Begin + Bytes;

    /// <summary>The element at an address, as <c>weights[12]</c>. The address may lie outside.</summary>
    public string Element(ulong address) => $"{Name}[{(long)(address - Begin) / ElementSize}]";
}

/// <summary>All global memory that a launch may touch.</summary>
public sealed class MachineMemory
{
    private readonly MemoryRegion[] regions;

    /// <param name="regions">They may not overlap.</param>
    public MachineMemory(IEnumerable<MemoryRegion> regions)
    {
        this.regions = [.. regions.OrderBy(region => region.Begin)];
        for (var i = 1; i < this.regions.Length; i++)
            if (this.regions[i].Begin < this.regions[i - 1].End)
                throw new ArgumentException($"{this.regions[i - 1].Name} and {this.regions[i].Name} overlap.", nameof(regions));
    }

    /// <summary>The regions, by address.</summary>
    public IReadOnlyList<MemoryRegion> Regions => regions;

    /// <summary>The region whose bytes the address lies in; -1: none.</summary>
    internal int Find(ulong address)
    {
        var before = LastBefore(address);
        return before >= 0 && address < regions[before].End ? before : -1;
    }

    internal MemoryRegion this[int region] => regions[region];

    /// <summary>Says where an address outside all memory lies.</summary>
    internal string Describe(ulong address)
    {
        var before = LastBefore(address);
        // An address far from everything is no index gone wrong.
        var near = before >= 0 && address - regions[before].End < 1 << 20 ? regions[before]
            : before + 1 < regions.Length && regions[before + 1].Begin - address < 1 << 20 ? regions[before + 1]
            : null;
        return near is null
            ? $"at 0x{address:x} lie outside all memory of the device"
            : $"at {near.Element(address)} lie outside all memory of the device: {near.Name} has {near.Bytes / (ulong)near.ElementSize} elements";
    }

    private int LastBefore(ulong address)
    {
        var (low, high) = (0, regions.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (regions[middle].Begin <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }
}
