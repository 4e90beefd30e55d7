namespace DqnGpu.PtxMachine;

/// <summary>The blocks of a kernel, and where the ways of a branch meet again.</summary>
/// <remarks>
/// When the lanes of a warp go different ways, a GPU sends them one after the other and joins them at the branch's <em>immediate
/// postdominator</em>: the first place that every way to the end passes (Fung et al. 2007, "Dynamic warp formation", section 2). It is found as
/// dominators are, on the graph turned round (Cooper, Harvey and Kennedy 2001, "A simple, fast dominance algorithm").
/// </remarks>
internal sealed class ControlFlow
{
    private readonly int[] blockOf;
    private readonly List<(int First, int Last)> blocks = [];
    private readonly int[] meeting;

    public ControlFlow(Instruction[] instructions)
    {
        Length = instructions.Length;
        blockOf = FindBlocks(instructions);
        Successors = [.. blocks.Select((_, block) => SuccessorsOf(instructions, block))];
        meeting = FindMeetings();
    }

    /// <summary>Instructions of the kernel: as a place, behind its end.</summary>
    public int Length { get; }

    public int Blocks => blocks.Count;

    /// <summary>By block: those that may come next. <see cref="Blocks"/> stands for the end.</summary>
    public int[][] Successors { get; }

    public (int First, int Last) Block(int block) => blocks[block];

    /// <summary>The instruction at which the ways of a branch meet; <see cref="Length"/>: at the end only.</summary>
    public int MeetingOf(int branch) => meeting[blockOf[branch]] is var block && block == blocks.Count ? Length : blocks[block].First;

    private int[] FindBlocks(Instruction[] instructions)
    {
        var begins = new bool[instructions.Length + 1];
        begins[0] = true;
        for (var at = 0; at < instructions.Length; at++)
        {
            if (instructions[at].Operation == Operation.Branch)
                begins[instructions[at].Target] = true;
            if (instructions[at].Operation is Operation.Branch or Operation.Return)
                begins[at + 1] = true;
        }
        var of = new int[instructions.Length];
        var first = 0;
        for (var at = 0; at < instructions.Length; at++)
        {
            of[at] = blocks.Count;
            instructions[at].EndsBlock = at + 1 == instructions.Length || begins[at + 1];
            if (!instructions[at].EndsBlock)
                continue;
            blocks.Add((first, at));
            first = at + 1;
        }
        return of;
    }

    private int[] SuccessorsOf(Instruction[] instructions, int block)
    {
        var last = instructions[blocks[block].Last];
        var next = block + 1;
        var isConditional = last.Guard >= 0;
        return last.Operation switch
        {
            Operation.Branch when isConditional => [blockOf[last.Target], next],
            Operation.Branch => [blockOf[last.Target]],
            Operation.Return when isConditional => [blocks.Count, next],
            Operation.Return => [blocks.Count],
            _ => [next],
        };
    }

    // By block, the first block on all its ways to the end.
    private int[] FindMeetings()
    {
        var end = blocks.Count;
        var predecessors = Enumerable.Range(0, end + 1).Select(_ => new List<int>()).ToArray();
        for (var block = 0; block < end; block++)
            foreach (var next in Successors[block])
                predecessors[next].Add(block);

        // Blocks in an order in which, but for loops, those nearer to the end come first.
        var order = new List<int>();
        var rank = Enumerable.Repeat(-1, end + 1).ToArray();
        Visit(end);
        order.Reverse();
        for (var i = 0; i < order.Count; i++)
            rank[order[i]] = i;

        var found = Enumerable.Repeat(-1, end + 1).ToArray();
        found[end] = end;
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            foreach (var block in order.Skip(1))
            {
                var meet = -1;
                foreach (var next in Successors[block])
                    if (found[next] >= 0)
                        meet = meet < 0 ? next : Common(meet, next);
                if (found[block] != meet)
                    (found[block], hasChanged) = (meet, true);
            }
        }
        // A block that never comes to the end is in an endless loop: its ways meet nowhere.
        return [.. found.Select(block => block < 0 ? end : block)];

        int Common(int a, int b)
        {
            while (a != b)
            {
                while (rank[a] > rank[b])
                    a = found[a];
                while (rank[b] > rank[a])
                    b = found[b];
            }
            return a;
        }

        // Depth first against the arrows, without recursion: kernels have thousands of blocks.
        void Visit(int start)
        {
            var visited = new bool[end + 1];
            var stack = new Stack<(int Block, int Next)>();
            visited[start] = true;
            stack.Push((start, 0));
            while (stack.TryPop(out var top))
            {
                if (top.Next == predecessors[top.Block].Count)
                {
                    order.Add(top.Block);
                    continue;
                }
                stack.Push((top.Block, top.Next + 1));
                var before = predecessors[top.Block][top.Next];
                if (visited[before])
                    continue;
                visited[before] = true;
                stack.Push((before, 0));
            }
        }
    }
}
