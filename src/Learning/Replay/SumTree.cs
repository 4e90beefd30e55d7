namespace DqnGpu.Agent;

/// <summary>Numbers p[0..n-1] >= 0 with their sum: setting one and finding where a running sum passes a value both take log2(n) steps.</summary>
/// <remarks>
/// The binary tree of Schaul et al. 2016 (appendix B.2.1) as one array: node i has the children 2i and 2i + 1 and holds their sum, leaf k is
/// node n + k, the root is node 1. n need not be a power of two, so that the tree takes 16 bytes a leaf and no more.
/// Inner nodes are always computed from their children, never adjusted by differences: the leaves alone decide every bit.
/// </remarks>
public sealed class SumTree(long leaves)
{
    private readonly double[] nodes = new double[2 * leaves];

    /// <summary>n.</summary>
    public long Leaves => leaves;

    /// <summary>The sum of all p.</summary>
    public double Total => nodes[1];

    /// <summary>p[<paramref name="leaf"/>].</summary>
    public double this[long leaf]
    {
        get => nodes[leaves + leaf];
        set
        {
            var node = leaves + leaf;
            if (nodes[node] == value)
                return;
            nodes[node] = value;
            for (node >>= 1; node >= 1; node >>= 1)
                nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
        }
    }

    /// <summary>The leaf in whose interval <paramref name="value"/> falls when the intervals p lie side by side, in the tree's order.</summary>
    /// <param name="value">0..<see cref="Total"/>; a leaf of 0 is never found while any leaf is positive.</param>
    public long Find(double value)
    {
        long node = 1;
        while (node < leaves)
        {
            node *= 2;
            // The second condition keeps rounding from leading into an empty half.
            if (value >= nodes[node] && nodes[node + 1] > 0)
            {
                value -= nodes[node];
                node++;
            }
        }
        return node - leaves;
    }

    /// <summary>Saves the leaves.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(leaves);
        writer.WriteSpan<double>(nodes.AsSpan((int)leaves));
    }

    /// <summary>Restores the leaves and computes the sums.</summary>
    /// <exception cref="InvalidDataException">Saved from a tree of another size.</exception>
    public void Load(BinaryReader reader)
    {
        var saved = reader.ReadInt64();
        if (saved != leaves)
            throw new InvalidDataException($"The saved priorities are of {saved:N0} transitions, not of {leaves:N0}.");
        reader.ReadSpan(nodes.AsSpan((int)leaves));
        for (var node = leaves - 1; node >= 1; node--)
            nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
    }
}
