namespace DqnGpu.PtxMachine;

/// <summary>Where the registers, special registers and constants of a kernel lie in the memory that a warp has for them.</summary>
/// <remarks>
/// A register of 32 bits is 32 words side by side, one for each lane, so that one vector instruction of the host treats several lanes; one of 64
/// bits is 32 double words. A predicate is a bit for each lane, in one word of its own. A constant is a register that nobody writes.
/// Compilers give every value a register of its own, thousands in a kernel. Those whose values are never alive together share a place
/// (<see cref="Settle"/>): so a warp's registers stay in the host's caches.
/// </remarks>
internal sealed class RegisterSet
{
    public const int Lanes = 32;

    /// <summary>The places of the predicates that hold nowhere and everywhere: the constants 0 and 1.</summary>
    public const int Never = 0, Always = 1;

    // As a float NaN, as an address outside all memory: what a register holds that was never written.
    private const uint Trap = 0xFFBADBAD;

    // What stands for the place of a register, by its number, until it has one.
    private const int Unsettled = 1 << 24;

    private readonly List<Bank> banks = [];
    private readonly Dictionary<(ulong Bits, int Size), int> constants = [];
    private readonly List<int> widths = [];

    public RegisterSet()
    {
        ThreadIndex = Reserve(4, 3);
        GroupSize = Reserve(4, 3);
        GroupIndex = Reserve(4, 3);
        GridSize = Reserve(4, 3);
        LaneIndex = Reserve(4, 1);
        DynamicSharedSize = Reserve(4, 1);
        Unread = Reserve(4, 1);
    }

    private sealed record Bank(string Prefix, char Type, int Count, int FirstPredicate, int FirstId);

    /// <summary>Bytes of all registers of a warp but the predicates.</summary>
    public int Bytes { get; private set; }

    public int Predicates { get; private set; } = Always + 1;

    /// <summary>Places of the special registers' x; y and z follow.</summary>
    public int ThreadIndex { get; }
    public int GroupSize { get; }
    public int GroupIndex { get; }
    public int GridSize { get; }
    public int LaneIndex { get; }
    public int DynamicSharedSize { get; }

    /// <summary>The place of results that go nowhere.</summary>
    public int Unread { get; }

    /// <summary>By number of a declared register: its bytes; 0 for a predicate.</summary>
    public IReadOnlyList<int> Widths => widths;

    /// <param name="prefix">As <c>%rd</c>.</param>
    /// <param name="type">p a predicate, h 16 bits, b 32, B 64, f a float.</param>
    /// <param name="count">Registers.</param>
    public void Declare(string prefix, char type, int count)
    {
        var width = type switch { 'p' => 0, 'B' => 8, _ => 4 };
        banks.Add(new(prefix, type, count, Predicates, widths.Count));
        if (type == 'p')
            Predicates += count;
        for (var i = 0; i < count; i++)
            widths.Add(width);
    }

    /// <summary>The place of a register whose bank must fit the type of the operand, which <see cref="Settle"/> settles, and its number.</summary>
    public (int Place, int Id) Find(string name, char type)
    {
        foreach (var bank in banks)
        {
            if (!name.StartsWith(bank.Prefix, StringComparison.Ordinal) || !int.TryParse(name.AsSpan(bank.Prefix.Length), out var number) ||
                number < 0 || number >= bank.Count)
                continue;
            var fits = type switch
            {
                'f' or 'b' => bank.Type is 'f' or 'b',
                's' or 'u' => bank.Type == 'b',
                'S' or 'U' or 'B' => bank.Type == 'B',
                _ => bank.Type == type,
            };
            if (!fits)
                throw new PtxException($"register {name} does not fit an operand of type '{type}'");
            var id = bank.FirstId + number;
            return (bank.Type == 'p' ? bank.FirstPredicate + number : Unsettled + id, id);
        }
        throw new PtxException($"register {name} is not declared");
    }

    /// <summary>The place of a special register; -1 when it is none.</summary>
    public int Special(string name) => name switch
    {
        "%laneid" => LaneIndex,
        "%dynamic_smem_size" => DynamicSharedSize,
        _ => name.Split('.') is [var triple, [>= 'x' and <= 'z' and var axis]]
            ? triple switch { "%tid" => ThreadIndex, "%ntid" => GroupSize, "%ctaid" => GroupIndex, "%nctaid" => GridSize, _ => -1 } is >= 0 and var place
                ? place + 4 * Lanes * (axis - 'x')
                : -1
            : -1,
    };

    public int Constant(ulong bits, int size)
    {
        if (!constants.TryGetValue((bits, size), out var place))
            constants[(bits, size)] = place = Reserve(size, 1);
        return place;
    }

    /// <summary>Gives registers their places, behind all constants.</summary>
    /// <param name="instructions">Whose operands become places.</param>
    /// <param name="fragments">Those of matrix products.</param>
    /// <param name="spans">By register: the first and the last instruction at which its value, or none, may matter; the last is -1 where it never does.</param>
    /// <remarks>
    /// The spans in the order of their beginnings, each at the first place that is free (Poletto and Sarkar 1999, "Linear scan register allocation"). A lane
    /// that waits while others go another way keeps its values, for nobody writes them but itself.
    /// </remarks>
    public void Settle(Span<Instruction> instructions, IEnumerable<Fragments> fragments, (int First, int Last)[] spans)
    {
        var places = new int[widths.Count];
        var free = new Dictionary<int, Stack<int>> { [4] = new(), [8] = new() };
        var taken = new PriorityQueue<int, int>();
        foreach (var register in Enumerable.Range(0, places.Length).Where(register => widths[register] > 0 && spans[register].Last >= 0)
            .OrderBy(register => spans[register].First))
        {
            while (taken.TryPeek(out var before, out var last) && last < spans[register].First)
                free[widths[taken.Dequeue()]].Push(places[before]);
            places[register] = free[widths[register]].TryPop(out var place) ? place : Reserve(widths[register], 1);
            taken.Enqueue(register, spans[register].Last);
        }

        foreach (ref var instruction in instructions)
        {
            (instruction.D, instruction.A, instruction.B, instruction.C) =
                (Settled(instruction.D), Settled(instruction.A), Settled(instruction.B), Settled(instruction.C));
            (instruction.R0, instruction.R1, instruction.R2, instruction.R3) =
                (Settled(instruction.R0), Settled(instruction.R1), Settled(instruction.R2), Settled(instruction.R3));
        }
        foreach (var operand in fragments.SelectMany(fragment => new[] { fragment.D, fragment.A, fragment.B, fragment.C }))
            for (var i = 0; i < operand.Length; i++)
                operand[i] = Settled(operand[i]);

        int Settled(int place) => place < Unsettled ? place : places[place - Unsettled];
    }

    /// <summary>What a warp's registers hold at first: traps, and the constants.</summary>
    public unsafe void Initialize(byte* registers)
    {
        new Span<uint>(registers, Bytes / 4).Fill(Trap);
        foreach (var ((bits, size), place) in constants)
        {
            if (size == 4)
                new Span<uint>(registers + place, Lanes).Fill((uint)bits);
            else
                new Span<ulong>(registers + place, Lanes).Fill(bits);
        }
    }

    private int Reserve(int size, int count)
    {
        var place = Bytes;
        Bytes += size * Lanes * count;
        return place;
    }
}
