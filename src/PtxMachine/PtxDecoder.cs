using System.Globalization;
using System.Text.RegularExpressions;

namespace DqnGpu.PtxMachine;

/// <summary>Text to instructions, line by line, as ILGPU writes them.</summary>
internal sealed partial class PtxDecoder
{
    /// <summary>Memory sized by the launch begins at the next multiple behind what the text declares.</summary>
    public const int SharedAlignment = 16;

    /// <summary>Shared memory that every GPU gives a group.</summary>
    public const int SharedLimit = 48 * 1024;

    /// <summary>
    /// Addresses of local memory begin here, those of shared memory at 0: an access to the one with an address of the other is seen.
    /// </summary>
    public const ulong LocalBase = 1ul << 40;

    private const string MatrixProductName = "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32";

    private readonly Dictionary<string, int> labels = [];
    private readonly List<(int Branch, string Label)> targets = [];
    private readonly Dictionary<string, (int Offset, int Bytes)> parameters = [];
    private readonly Dictionary<string, ulong> shared = [];
    private readonly Dictionary<string, ulong> local = [];
    private readonly Dictionary<int, string> files = [];
    private readonly List<int> reads = [];
    private readonly List<int> writes = [];
    private string? sizedByLaunch;
    private readonly List<(int File, int Line)> sources = [];
    private (int File, int Line) source;
    private string instructionText = "";
    private int line;
    private bool hasEnded;

    public PtxDecoder(string text)
    {
        try
        {
            foreach (var raw in text.EnumerateLines())
            {
                line++;
                var content = raw;
                if (content.IndexOf("//") is >= 0 and var comment)
                    content = content[..comment];
                content = content.Trim();
                if (!content.IsEmpty && !hasEnded)
                    Decode(content.ToString().Replace('\t', ' '));
            }
            DecodeInstruction("ret;");
            ResolveBranches();
        }
        catch (PtxException error)
        {
            throw new PtxException($"line {line}: {error.Message}");
        }
    }

    public string Name { get; private set; } = "";

    public int ParameterBytes { get; private set; }

    public int MaxThreads { get; private set; }

    public int SharedBytes { get; private set; }

    public int LocalBytes { get; private set; }

    public RegisterSet Registers { get; } = new();

    public List<Instruction> Instructions { get; } = [];

    public List<Fragments> Fragments { get; } = [];

    /// <summary>By instruction: its line of the program. Files are named behind the instructions.</summary>
    public IEnumerable<SourceLine> Sources => sources.Select(source => new SourceLine(files.GetValueOrDefault(source.File, ""), source.Line));

    public List<string> Texts { get; } = [];

    /// <summary>By instruction: the registers that it reads and writes, by their numbers.</summary>
    public List<(int[] Reads, int[] Writes)> Uses { get; } = [];

    [GeneratedRegex(@"^\.visible \.entry (\w+)\(?$")]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\.param \.(?:align (\d+) \.b8|[busf](\d+)) (\w+)(?:\[(\d+)\])?,?$")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\.(extern \.shared|shared|local) \.align (\d+) \.b8 (\w+)\[(\d*)\];$")]
    private static partial Regex Memory();

    [GeneratedRegex(@"^\.reg \.(\w+) (%[a-z]+)<(\d+)>;$")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\.file\s+(\d+)\s+""([^""]*)""")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"^\.loc\s+(\d+)\s+(\d+)")]
    private static partial Regex Location();

    [GeneratedRegex(@"^(ld|st)\.(\w+)(?:\.v(\d))?\.([busf])(8|16|32|64)$")]
    private static partial Regex LoadOrStore();

    private static int Aligned(int bytes, int alignment) => (bytes + alignment - 1) / alignment * alignment;

    private static PtxException Refusal(string message) => new(message);

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private void Decode(string text)
    {
        if (Entry().Match(text) is { Success: true } entry)
        {
            if (Name.Length > 0)
                throw Refusal("a second kernel");
            Name = entry.Groups[1].Value;
        }
        else if (Parameter().Match(text) is { Success: true } parameter)
            DeclareParameter(parameter);
        else if (Memory().Match(text) is { Success: true } memory)
            DeclareMemory(memory.Groups[1].Value, Number(memory.Groups[2]), memory.Groups[3].Value, memory.Groups[4].Value);
        else if (text.StartsWith(".maxntid", StringComparison.Ordinal))
            MaxThreads = int.Parse(text[8..].Split(',')[0], CultureInfo.InvariantCulture);
        else if (text.StartsWith(".reg", StringComparison.Ordinal))
            DeclareRegisters(text);
        else if (SourceFile().Match(text) is { Success: true } file)
            files[Number(file.Groups[1])] = file.Groups[2].Value;
        else if (Location().Match(text) is { Success: true } location)
            source = (Number(location.Groups[1]), Number(location.Groups[2]));
        else if (text[^1] == ':')
        {
            if (!labels.TryAdd(text[..^1], Instructions.Count))
                throw Refusal($"label {text[..^1]} stands twice");
        }
        else if (text.StartsWith(".section", StringComparison.Ordinal))
            hasEnded = true; // what a debugger reads
        else if (text is not ("{" or "}" or ")") && !IsHeader(text))
            DecodeInstruction(text);
    }

    private static bool IsHeader(string text) =>
        text.StartsWith(".version", StringComparison.Ordinal) || text.StartsWith(".target", StringComparison.Ordinal) ||
        text.StartsWith(".address_size 64", StringComparison.Ordinal) || text.StartsWith(".minnctapersm", StringComparison.Ordinal);

    private void DeclareParameter(Match match)
    {
        var scalar = match.Groups[2];
        var size = scalar.Success ? Number(scalar) / 8 : 1;
        var bytes = match.Groups[4].Success ? size * Number(match.Groups[4]) : size;
        var offset = Aligned(ParameterBytes, scalar.Success ? size : Number(match.Groups[1]));
        if (!parameters.TryAdd(match.Groups[3].Value, (offset, bytes)))
            throw Refusal($"parameter {match.Groups[3].Value} stands twice");
        ParameterBytes = offset + bytes;
    }

    private void DeclareMemory(string space, int alignment, string name, string length)
    {
        if (alignment > SharedAlignment)
            throw Refusal($"an alignment of {alignment} bytes is not known");
        if (space == "extern .shared")
        {
            if (sizedByLaunch is not null)
                throw Refusal("a second piece of memory sized by the launch");
            sizedByLaunch = name;
            return;
        }
        if (length.Length == 0)
            throw Refusal($"memory '{name}' has no size");
        var bytes = int.Parse(length, CultureInfo.InvariantCulture);
        if (space == "local")
        {
            var at = Aligned(LocalBytes, alignment);
            local[name] = LocalBase + (ulong)at;
            LocalBytes = at + bytes;
            return;
        }
        if (Instructions.Count > 0)
            throw Refusal("shared memory declared behind an instruction");
        var address = Aligned(SharedBytes, alignment);
        if (address + bytes > SharedLimit)
            throw Refusal($"more than {SharedLimit} bytes of shared memory");
        shared[name] = (ulong)address;
        SharedBytes = address + bytes;
    }

    private void DeclareRegisters(string text)
    {
        if (Declaration().Match(text) is not { Success: true } match)
            throw Refusal($"'{text}' is not understood");
        var type = match.Groups[1].Value switch
        {
            "pred" => 'p',
            "b16" => 'h',
            "b32" => 'b',
            "b64" => 'B',
            "f32" => 'f',
            var other => throw Refusal($"registers of type {other} are not known"),
        };
        Registers.Declare(match.Groups[2].Value, type, Number(match.Groups[3]));
    }

    private void DecodeInstruction(string text)
    {
        instructionText = text;
        var (guard, isNegated) = (-1, false);
        reads.Clear();
        writes.Clear();
        if (text[0] == '@')
        {
            var end = text.IndexOf(' ');
            if (end < 0)
                throw Refusal("a predicate without an instruction");
            isNegated = text[1] == '!';
            guard = Read(text[(isNegated ? 2 : 1)..end], 'p');
            text = text[end..].Trim();
        }
        if (text[^1] != ';')
            throw Refusal($"'{text}' does not end with a semicolon");
        var space = text.IndexOf(' ');
        var name = space < 0 ? text[..^1] : text[..space];
        var operands = space < 0 ? [] : Split(text[space..^1]);

        Instruction instruction;
        if (name is "bra" or "bra.uni")
        {
            if (operands.Count != 1)
                throw Refusal("a branch to nowhere");
            targets.Add((Instructions.Count, operands[0]));
            instruction = new() { Operation = Operation.Branch };
        }
        else if (name == "ret")
            instruction = new() { Operation = Operation.Return };
        else if (name is "membar.cta" or "membar.gl" or "membar.sys" or "fence.acq_rel.gpu")
        {
            if (operands.Count > 0)
                throw Refusal($"{name} takes no operands");
            // A fence for the group alone orders nothing for other groups; barriers do that inside the group.
            instruction = new() { Operation = Operation.Fence, Size = (byte)(name == "membar.cta" ? 0 : 1) };
        }
        else if (Operations.ByName.TryGetValue(name, out var known))
            instruction = Arithmetic(name, known.Operation, known.Signature, operands);
        else if ((Meeting(name, operands) ?? MatrixProduct(name, operands)) is { } meeting)
        {
            if (guard >= 0)
                throw Refusal($"{name} for some threads only");
            instruction = meeting;
        }
        else
            instruction = Atomic(name, operands) ?? LoadStore(name, operands) ?? throw Refusal($"instruction '{name}' is not known");
        instruction.Guard = guard;
        instruction.GuardNegated = isNegated;
        Append(instruction);
    }

    private void Append(Instruction instruction)
    {
        instruction.Line = line;
        // What a guarded instruction does not write keeps its value.
        Uses.Add(([.. reads, .. instruction.Guard >= 0 ? writes : []], [.. writes]));
        Instructions.Add(instruction);
        sources.Add(source);
        Texts.Add(instructionText);
    }

    // Splits "a, {b, c}, [d]" at its outer commas.
    private static List<string> Split(string text)
    {
        List<string> parts = [];
        var (depth, begin) = (0, 0);
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length)
            {
                depth += text[at] is '{' or '[' ? 1 : text[at] is '}' or ']' ? -1 : 0;
                if (text[at] != ',' || depth > 0)
                    continue;
            }
            parts.Add(text[begin..at].Trim());
            begin = at + 1;
        }
        return parts is [""] ? [] : parts;
    }

    private static List<string> SplitVector(string text, int count)
    {
        if (text is not ['{', .., '}'])
            throw Refusal($"'{text}' is no vector");
        var parts = Split(text[1..^1]);
        return parts.Count == count ? parts : throw Refusal($"a vector of {count} registers is expected");
    }

    private int Read(string name, char type)
    {
        var (place, id) = Registers.Find(name, type);
        reads.Add(id);
        return place;
    }

    private int Write(string name, char type)
    {
        var (place, id) = Registers.Find(name, type);
        writes.Add(id);
        return place;
    }

    private ulong AddressOf(string name, out string space)
    {
        space = "shared";
        if (name == sizedByLaunch)
            return (ulong)Aligned(SharedBytes, SharedAlignment);
        if (shared.TryGetValue(name, out var address))
            return address;
        space = "local";
        return local.TryGetValue(name, out address) ? address : throw Refusal($"there is no memory '{name}'");
    }

    // The place of a register, special register or constant.
    private int Source(string text, char type)
    {
        var isWide = type is 'S' or 'U' or 'B';
        if (text[0] == '%')
        {
            var special = Registers.Special(text);
            if (special < 0)
                return Read(text, type);
            return type is 'b' or 'u' or 's' ? special : throw Refusal($"{text} is 32 bits, not of type '{type}'");
        }
        if (type == 'p' && text is "0" or "1")
            return text == "1" ? RegisterSet.Always : RegisterSet.Never;
        if (type is 'p' or 'h')
            throw Refusal($"'{text}' must be a register");
        if (type is 'f' or 'b' && text.StartsWith("0f", StringComparison.Ordinal) && text.Length == 10 &&
            uint.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits))
            return Registers.Constant(bits, 4);
        if (char.IsLetter(text[0]) || text[0] == '_')
        {
            var address = AddressOf(text, out var space);
            return isWide ? Registers.Constant(address, 8) : throw Refusal($"an address of {space} memory is 64 bits");
        }
        if (type == 'f' || !TryParseInteger(text, out var value))
            throw Refusal($"'{text}' is no operand of type '{type}'");
        return Registers.Constant(isWide ? (ulong)value : (uint)value, isWide ? 8 : 4);
    }

    private static bool TryParseInteger(string text, out long value) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private Instruction Arithmetic(string name, Operation operation, string signature, List<string> operands)
    {
        if (operands.Count != signature.Length)
            throw Refusal($"{name} takes {signature.Length} operands");
        return new()
        {
            Operation = operation,
            D = Write(operands[0], signature[0]),
            A = Source(operands[1], signature[1]),
            B = operands.Count > 2 ? Source(operands[2], signature[2]) : 0,
            C = operands.Count > 3 ? Source(operands[3], signature[3]) : 0,
        };
    }

    // The name in "[name+displacement]".
    private static string Address(string text, ref Instruction instruction)
    {
        if (text is not ['[', .., ']'])
            throw Refusal($"'{text}' is no address");
        text = text[1..^1];
        if (text.IndexOf('+') is > 0 and var plus)
        {
            if (!TryParseInteger(text[(plus + 1)..].Trim(), out instruction.Displacement))
                throw Refusal($"'{text}' is no address");
            text = text[..plus];
        }
        return text.Trim();
    }

    // atom.add.global.u32 %r1, [%rd1], 1;  red.add.global.u32 [%rd1], 1;  atom.cas.global.b32 %r1, [%rd1], 0, 1;
    // Of the atomic operations on floats none is known: the order of their sums, and so the result, would differ from run to run.
    private Instruction? Atomic(string name, List<string> operands)
    {
        var (operation, count) = name switch
        {
            "atom.add.global.u32" or "atom.acq_rel.gpu.global.add.u32" => (Operation.AtomicAdd, 3),
            "red.add.global.u32" => (Operation.AtomicAdd, 2),
            "atom.exch.global.b32" => (Operation.AtomicExchange, 3),
            "atom.cas.global.b32" => (Operation.AtomicCompareExchange, 4),
            _ => default,
        };
        if (count == 0)
            return null;
        if (operands.Count != count)
            throw Refusal($"{name} takes {count} operands");
        var next = count == 2 ? 0 : 1;
        var instruction = new Instruction
        {
            Operation = operation,
            Count = 1,
            Size = 4,
            IsFence = name.StartsWith("atom.acq_rel.gpu.", StringComparison.Ordinal),
            D = next == 0 ? Registers.Unread : Write(operands[0], 'b'),
        };
        instruction.A = Read(Address(operands[next], ref instruction), 'U');
        instruction.B = Source(operands[next + 1], 'b');
        instruction.C = count > 3 ? Source(operands[3], 'b') : 0;
        return instruction;
    }

    // bar.sync 0;  bar.warp.sync 4294967295;  shfl.sync.down.b32 %f1, %f2, 16, 31, 4294967295;
    private Instruction? Meeting(string name, List<string> operands)
    {
        var (operation, count) = name switch
        {
            "bar.sync" => (Operation.Barrier, 1),
            "bar.warp.sync" => (Operation.WarpBarrier, 1),
            "shfl.sync.up.b32" => (Operation.ShuffleUp, 5),
            "shfl.sync.down.b32" => (Operation.ShuffleDown, 5),
            "shfl.sync.bfly.b32" => (Operation.ShuffleXor, 5),
            "shfl.sync.idx.b32" => (Operation.ShuffleIndex, 5),
            _ => default,
        };
        if (count == 0)
            return null;
        if (operands.Count != count)
            throw Refusal($"{name} takes {count} operands");
        if (operation == Operation.Barrier)
            return operands[0] == "0" ? new() { Operation = operation } : throw Refusal("only barrier 0 is known");
        if (!TryParseInteger(operands[^1], out var threads) || (uint)threads != uint.MaxValue)
            throw Refusal("a warp's instruction for some of its threads only");
        return count == 1
            ? new() { Operation = operation }
            : new()
            {
                Operation = operation,
                D = Write(operands[0], 'b'),
                A = Source(operands[1], 'b'),
                B = Source(operands[2], 'b'),
                C = Source(operands[3], 'b'),
            };
    }

    // mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1,%f2,%f3,%f4}, {%r1,%r2,%r3,%r4}, {%r5,%r6}, {%f1,%f2,%f3,%f4};
    private Instruction? MatrixProduct(string name, List<string> operands)
    {
        if (name != MatrixProductName)
            return null;
        if (operands.Count != 4)
            throw Refusal($"{name} takes 4 vectors");
        int[] d = [.. SplitVector(operands[0], 4).Select(register => Write(register, 'f'))];
        int[] Factor(int operand, int count, char type) => [.. SplitVector(operands[operand], count).Select(register => Read(register, type))];
        Fragments.Add(new(d, Factor(1, 4, 'b'), Factor(2, 2, 'b'), Factor(3, 4, 'f')));
        return new() { Operation = Operation.MatrixProduct, A = Fragments.Count - 1 };
    }

    // ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1+16];  st.shared.f32 [%rd1], %f1;  ld.param.b64 %rd1, [name+8];
    private Instruction? LoadStore(string name, List<string> operands)
    {
        if (LoadOrStore().Match(name) is not { Success: true } match)
            return null;
        var isLoad = match.Groups[1].Value == "ld";
        var vector = match.Groups[3].Success ? Number(match.Groups[3]) : 1;
        var kind = match.Groups[4].Value[0];
        var size = Number(match.Groups[5]) / 8;
        if (vector is not (1 or 2 or 4) || operands.Count != 2)
            throw Refusal($"a load or store like '{name}' is not known");
        var type = size switch { 1 or 2 => 'h', 8 => 'B', _ => kind };
        var operation = (match.Groups[2].Value, isLoad) switch
        {
            ("global", true) => Operation.LoadGlobal,
            ("global", false) => Operation.StoreGlobal,
            ("shared", true) => Operation.LoadShared,
            ("shared", false) => Operation.StoreShared,
            ("local", true) => Operation.LoadLocal,
            ("local", false) => Operation.StoreLocal,
            ("param", true) => Operation.LoadParameter,
            var (space, _) => throw Refusal($"memory '{space}' is not known"),
        };
        var instruction = new Instruction { Operation = operation, Count = (byte)vector, Size = (byte)size, IsSigned = kind == 's' };
        var address = Address(operands[isLoad ? 1 : 0], ref instruction);
        if (operation == Operation.LoadParameter)
        {
            if (!parameters.TryGetValue(address, out var parameter))
                throw Refusal($"there is no parameter '{address}'");
            if (instruction.Displacement + vector * size > parameter.Bytes)
                throw Refusal($"the parameter ends at byte {parameter.Bytes}");
            instruction.Displacement += parameter.Offset;
        }
        else
            instruction.A = Read(address, 'U');
        var values = operands[isLoad ? 0 : 1];
        var registers = vector > 1 ? SplitVector(values, vector) : [values];
        int Register(int index) => index >= vector ? 0 : isLoad ? Write(registers[index], type) : Source(registers[index], type);
        (instruction.R0, instruction.R1, instruction.R2, instruction.R3) = (Register(0), Register(1), Register(2), Register(3));
        return instruction;
    }

    private void ResolveBranches()
    {
        var instructions = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Instructions);
        foreach (var (branch, label) in targets)
        {
            line = instructions[branch].Line;
            if (!labels.TryGetValue(label, out instructions[branch].Target))
                throw Refusal($"there is no label {label}");
        }
    }
}
