namespace DqnGpu.Ale;

/// <summary>
/// A piece of a program that is translated as a whole: the instructions that can be reached from a hot one, by going on and by branches,
/// JMP and JSR with fixed targets, within one window of plain ROM, up to a number.
/// </summary>
/// <remarks>
/// The bytes of a window never change and are read without effect, and the window stays as long as no access switches banks; translated
/// code leaves before such an access, or with it. So what was decoded once holds for as long as the code runs.
/// </remarks>
internal sealed class Region
{
    /// <summary>Larger regions take longer to compile than they save in going from one to the other.</summary>
    private const int MostInstructions = 200;

    /// <summary>The same, where it is known that going from one to the other happens often.</summary>
    private const int MostInstructionsOfWide = 600;

    private Region(int @base, int first, int last, List<Instruction> instructions, List<int> entries)
    {
        Base = @base;
        First = first;
        Last = last;
        Instructions = instructions;
        Entries = entries;
    }

    /// <summary>Address of an instruction less its offset in the image.</summary>
    public int Base { get; }

    /// <summary>Offset of the window's first byte in the image.</summary>
    public int First { get; }

    /// <summary>Offset of the last byte in the window at which an instruction may begin.</summary>
    public int Last { get; }

    /// <summary>In the order of their addresses.</summary>
    public IReadOnlyList<Instruction> Instructions { get; }

    /// <summary>Addresses at which the region may be entered, the hot one first.</summary>
    public IReadOnlyList<int> Entries { get; }

    /// <summary>Finds the region around the instruction at <paramref name="pc"/>.</summary>
    /// <param name="program">The cartridge; the region ends at entries that it has already.</param>
    /// <param name="pc">The hot instruction.</param>
    /// <param name="base">Its address less its offset.</param>
    /// <param name="first">First offset of the window.</param>
    /// <param name="last">Last offset of the window at which an instruction may begin.</param>
    public static Region From(TranslatedProgram program, int pc, int @base, int first, int last)
    {
        return Around(program, [pc], @base, first, last, MostInstructions, next => next != pc && program.Find(next - @base, next) != null);
    }

    /// <summary>Finds a region that holds many others, for code that often goes from one to the other: their entries are among its own.</summary>
    /// <inheritdoc cref="From" path="/param"/>
    public static Region Wide(TranslatedProgram program, int pc, int @base, int first, int last)
    {
        var others = program.EntriesWithin(@base, first, last).OrderBy(other => Math.Abs(other - pc)).ToList();
        return Around(program, [pc, .. others], @base, first, last, MostInstructionsOfWide, next => false);
    }

    private static Region Around(
        TranslatedProgram program, IEnumerable<int> starts, int @base, int first, int last, int mostInstructions, Func<int, bool> endsBefore)
    {
        var image = program.Image;
        var instructions = new SortedDictionary<int, Instruction>();
        var entries = starts.Distinct().ToList();
        var toVisit = new Queue<int>(entries);
        while (toVisit.TryDequeue(out var next))
        {
            while (IsWithin(next) && !instructions.ContainsKey(next) && instructions.Count < mostInstructions && !endsBefore(next))
            {
                var offset = next - @base;
                var instruction = Instruction.Decode(next, image[offset], image[offset + 1], image[offset + 2]);
                instructions.Add(next, instruction);
                if (instruction.Operation is Operation.Branch or Operation.Jmp or Operation.Jsr)
                    Enter(instruction.Target);
                // Here programs go on after RTS, and after the end of a frame.
                if (instruction.Operation == Operation.Jsr || IsVsync(instruction))
                    Enter(instruction.Next);
                if (instruction.EndsPath)
                    break;
                next = instruction.Next;
            }
        }
        List<Instruction> ordered = [.. instructions.Values];
        // Where instructions overlap, the one behind a longer one is not the next in order.
        for (var i = 0; i + 1 < ordered.Count; i++)
            if (!ordered[i].EndsPath && ordered[i].Next != ordered[i + 1].Pc)
                Enter(ordered[i].Next);
        entries.RemoveAll(entry => !instructions.ContainsKey(entry));
        return new Region(@base, first, last, ordered, entries);

        bool IsWithin(int address) => address - @base >= first && address - @base <= last;

        void Enter(int address)
        {
            if (entries.Contains(address))
                return;
            entries.Add(address);
            toVisit.Enqueue(address);
        }
    }

    private static bool IsVsync(Instruction instruction) =>
        instruction is { Stores: true, Mode: AddressingMode.ZeroPage or AddressingMode.Absolute } && (instruction.Operand & 0x10BF) == 0;
}
