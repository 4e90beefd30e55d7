using System.Collections;

namespace DqnGpu.PtxMachine;

/// <summary>Which registers hold a value that is still to be read, found backwards from the end until nothing changes.</summary>
internal sealed class Liveness
{
    private readonly ControlFlow flow;
    private readonly List<(int[] Reads, int[] Writes)> uses;

    public Liveness(Instruction[] instructions, ControlFlow flow, List<(int[] Reads, int[] Writes)> uses, RegisterSet registers)
    {
        (this.flow, this.uses) = (flow, uses);
        var (firstReads, writes) = Summaries(registers.Widths.Count);
        var into = Enumerable.Range(0, flow.Blocks + 1).Select(_ => new BitArray(registers.Widths.Count)).ToArray();
        var outOf = Enumerable.Range(0, flow.Blocks).Select(_ => new BitArray(registers.Widths.Count)).ToArray();
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            for (var block = flow.Blocks - 1; block >= 0; block--)
            {
                foreach (var next in flow.Successors[block])
                    outOf[block].Or(into[next]);
                // live in = read before written, or live out and not written
                var live = new BitArray(writes[block]).Not().And(outOf[block]).Or(firstReads[block]);
                if (!((BitArray)live.Clone()).Xor(into[block]).HasAnySet())
                    continue;
                into[block] = live;
                hasChanged = true;
            }
        }
        Spans = new (int, int)[registers.Widths.Count];
        Array.Fill(Spans, (instructions.Length, -1));
        for (var block = 0; block < flow.Blocks; block++)
        {
            Most = Math.Max(Most, MostWithin(block, outOf[block], registers.Widths));
            Span(block, into[block], outOf[block]);
        }
    }

    /// <summary>The most registers of 32 bits at any place between two instructions.</summary>
    public int Most { get; }

    /// <summary>By register: the first and the last instruction, in the order of the text, at which it is touched or holds a value that is still to be read.</summary>
    public (int First, int Last)[] Spans { get; }

    private (BitArray[] FirstReads, BitArray[] Writes) Summaries(int registers)
    {
        var firstReads = Enumerable.Range(0, flow.Blocks).Select(_ => new BitArray(registers)).ToArray();
        var writes = Enumerable.Range(0, flow.Blocks).Select(_ => new BitArray(registers)).ToArray();
        for (var block = 0; block < flow.Blocks; block++)
        {
            var (first, last) = flow.Block(block);
            for (var at = first; at <= last; at++)
            {
                foreach (var register in uses[at].Reads)
                    if (!writes[block][register])
                        firstReads[block][register] = true;
                foreach (var register in uses[at].Writes)
                    writes[block][register] = true;
            }
        }
        return (firstReads, writes);
    }

    private void Span(int block, BitArray liveAtBegin, BitArray liveAtEnd)
    {
        var (first, last) = flow.Block(block);
        for (var register = 0; register < Spans.Length; register++)
        {
            if (liveAtBegin[register])
                Extend(register, first);
            if (liveAtEnd[register])
                Extend(register, last);
        }
        for (var at = first; at <= last; at++)
        {
            foreach (var register in uses[at].Reads)
                Extend(register, at);
            foreach (var register in uses[at].Writes)
                Extend(register, at);
        }

        void Extend(int register, int at) => Spans[register] = (Math.Min(Spans[register].First, at), Math.Max(Spans[register].Last, at));
    }

    private int MostWithin(int block, BitArray liveAtEnd, IReadOnlyList<int> widths)
    {
        var live = new BitArray(liveAtEnd);
        var words = 0;
        for (var register = 0; register < live.Length; register++)
            words += live[register] ? widths[register] / 4 : 0;
        var most = words;
        var (first, last) = flow.Block(block);
        for (var at = last; at >= first; at--)
        {
            foreach (var register in uses[at].Writes)
            {
                words -= live[register] ? widths[register] / 4 : 0;
                live[register] = false;
            }
            foreach (var register in uses[at].Reads)
            {
                words += live[register] ? 0 : widths[register] / 4;
                live[register] = true;
            }
            most = Math.Max(most, words);
        }
        return most;
    }
}
