using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary>The replay memory of DQN (Lin 1992; Mnih et al. 2015): the last frames, actions and rewards of several environments.</summary>
/// <remarks>
/// <para>
/// Every frame is kept ONCE although it belongs to up to S states and as many next states: 7 KB a transition instead of 56 KB. The memory
/// is E rings, one for each environment, of L slots:
/// </para>
/// <code>
/// slot = environment * L + position
/// frame [slot, F]   the observation x_t                    age [slot]     t, counted from the start of the episode, at most 255
/// action [slot]     a_t, played on x_t                     reward [slot]  r_t, what a_t gave
/// flags [slot]      a_t ended the episode (terminal or truncated), or: this is an episode's last frame, on which nothing was played
/// </code>
/// <para>
/// An episode of T steps takes T + 1 slots, so that a truncated episode has its last frame to bootstrap from. The state at a slot is the
/// stack of the S frames up to it; frames from before the episode's start are the first frame again, or black. The transition of a slot:
/// </para>
/// <code>
/// m = n, or fewer where the episode ends before          reward = sum over k = 0..m-1 of gamma^k r_(t+k)
/// next state = state at slot + m                         discount = gamma^m, or 0 where a_(t+m-1) was terminal
/// </code>
/// <para>
/// One thread writes; between writes any number of threads may read. Storing a step has two halves, so that many games' frames can be
/// copied by many threads: <see cref="Append(int, int, float, bool, bool)"/> gives it a slot, <see cref="Frame"/> is where its frame goes.
/// </para>
/// </remarks>
public sealed unsafe class ReplayMemory : IDisposable
{
    /// <summary>Stands for a black frame where slots of frames are listed.</summary>
    public const int Black = -1;

    private const int OldestAge = byte.MaxValue;

    private readonly HostBuffer<byte> frames;     // [E * L, F]
    private readonly HostBuffer<byte> actions;    // [E * L]
    private readonly HostBuffer<float> rewards;   // [E * L]
    private readonly HostBuffer<SlotFlags> flags; // [E * L]
    private readonly HostBuffer<byte> ages;       // [E * L]
    private readonly Ring[] rings;                  // [E]
    private readonly double[] gammaPowers;          // [n + 1]
    private readonly ISampler sampler;

    /// <summary>Reserves the memory; the system provides its pages as they are filled.</summary>
    /// <param name="shape">All sizes.</param>
    /// <param name="sampler">Is told of every transition that comes and goes.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public ReplayMemory(ReplayShape shape, ISampler sampler)
    {
        shape.Validate();
        Shape = shape;
        this.sampler = sampler;
        Slots = shape.Slots;
        frames = new(Slots * shape.FrameLength);
        actions = new(Slots);
        rewards = new(Slots);
        flags = new(Slots);
        ages = new(Slots);
        rings = new Ring[shape.Environments];
        gammaPowers = new double[shape.NStep + 1];
        gammaPowers[0] = 1;
        for (var k = 1; k <= shape.NStep; k++)
            gammaPowers[k] = gammaPowers[k - 1] * shape.Gamma;
    }

    [Flags]
    private enum SlotFlags : byte
    {
        None = 0,
        Terminal = 1,
        Truncated = 2,
        LastFrame = 4,
    }

    /// <summary>The sizes.</summary>
    public ReplayShape Shape { get; }

    /// <summary>E * L, the number of slots.</summary>
    public long Slots { get; }

    /// <summary>Frames stored in all rings together.</summary>
    public long StoredFrames { get; private set; }

    /// <summary>Bytes of one state, S * F.</summary>
    public int StackLength => Shape.StackSize * Shape.FrameLength;

    /// <summary>The slot of the <paramref name="index"/>-th stored frame, 0..<see cref="StoredFrames"/>-1; ring by ring, oldest first.</summary>
    public long StoredSlot(long index)
    {
        // Full rings, and most are most of the time, need not be counted through.
        var environment = StoredFrames == Slots ? (int)(index / Shape.RingLength) : 0;
        index -= environment * Shape.RingLength;
        while (index >= rings[environment].Count)
            index -= rings[environment++].Count;
        return SlotAt(environment, index);
    }

    /// <summary>The frame at a slot [F], for its writer to fill in.</summary>
    public Span<byte> Frame(long slot) => frames.Span(slot * Shape.FrameLength, Shape.FrameLength);

    /// <summary>Begins an episode.</summary>
    /// <returns>The slot whose frame is to become the episode's first.</returns>
    public long Begin(int environment) => Push(environment, age: 0, SlotFlags.None);

    /// <summary>Stores the first frame of an episode [F].</summary>
    public void Begin(int environment, ReadOnlySpan<byte> firstFrame) => firstFrame.CopyTo(Frame(Begin(environment)));

    /// <summary>Stores what an action led to, together with the frame after it [F].</summary>
    /// <inheritdoc cref="Append(int, int, float, bool, bool)"/>
    public void Append(int environment, int action, float reward, bool terminal, bool truncated, ReadOnlySpan<byte> nextFrame) =>
        nextFrame.CopyTo(Frame(Append(environment, action, reward, terminal, truncated)));

    /// <summary>
    /// Stores what an action led to. After an episode's end the next call for this environment is <see cref="Begin(int)"/>.
    /// </summary>
    /// <param name="environment">0..E-1.</param>
    /// <param name="action">Action played on the newest frame, 0..255.</param>
    /// <param name="reward">What it gave.</param>
    /// <param name="terminal">The episode is over; no future to bootstrap from.</param>
    /// <param name="truncated">The episode was cut off here; the frame after the action still has a value.</param>
    /// <returns>The slot whose frame is to become the one after the action.</returns>
    public long Append(int environment, int action, float reward, bool terminal, bool truncated)
    {
        var slot = NewestSlot(environment);
        actions.Pointer[slot] = checked((byte)action);
        rewards.Pointer[slot] = reward;
        flags.Pointer[slot] = terminal ? SlotFlags.Terminal : truncated ? SlotFlags.Truncated : SlotFlags.None;
        var age = Math.Min(ages.Pointer[slot] + 1, OldestAge);
        return Push(environment, (byte)age, terminal || truncated ? SlotFlags.LastFrame : SlotFlags.None);
    }

    /// <summary>True when <paramref name="slot"/> holds a whole transition: an action was played on it, the n frames after it are stored, and so is its stack.</summary>
    public bool HoldsTransition(long slot)
    {
        var environment = (int)(slot / Shape.RingLength);
        ref var ring = ref rings[environment];
        var index = IndexOf(ring, slot - environment * Shape.RingLength);
        return index + Shape.NStep < ring.Count
            && (flags.Pointer[slot] & SlotFlags.LastFrame) == 0
            && index >= Math.Min(ages.Pointer[slot], Shape.StackSize - 1);
    }

    /// <summary>Reads a transition. <paramref name="slot"/> must hold one.</summary>
    public Transition this[long slot]
    {
        get
        {
            var sum = 0.0;
            var discount = 1.0;
            var end = slot;
            for (var k = 0; k < Shape.NStep; k++)
            {
                sum += gammaPowers[k] * rewards.Pointer[end];
                var ended = flags.Pointer[end];
                end = NextSlot(end);
                discount = (ended & SlotFlags.Terminal) != 0 ? 0 : gammaPowers[k + 1];
                if (ended != SlotFlags.None)
                    break;
            }
            return new(actions.Pointer[slot], (float)sum, (float)discount, end);
        }
    }

    /// <summary>Copies the state at a slot [S, F], oldest frame first.</summary>
    public void CopyStack(long slot, Span<byte> stack)
    {
        var (s, f) = (Shape.StackSize, Shape.FrameLength);
        var ringStart = slot / Shape.RingLength * Shape.RingLength;
        var known = Math.Min(ages.Pointer[slot] + 1, s);
        if (known == s && slot - ringStart >= s - 1)
        {
            frames.Span((slot - s + 1) * f, s * f).CopyTo(stack);
            return;
        }
        for (var k = 0; k < s; k++)
        {
            var target = stack.Slice(k * f, f);
            var source = StackFrame(slot, ringStart, known, back: s - 1 - k);
            if (source == Black)
                target.Clear();
            else
                Frame(source).CopyTo(target);
        }
    }

    /// <summary>The slots of the frames that make the state at a slot [S], oldest first; <see cref="Black"/> for a black one.</summary>
    /// <exception cref="OverflowException">The memory has more slots than an int counts.</exception>
    public void FindStack(long slot, Span<int> stack)
    {
        var ringStart = slot / Shape.RingLength * Shape.RingLength;
        var known = Math.Min(ages.Pointer[slot] + 1, Shape.StackSize);
        for (var k = 0; k < Shape.StackSize; k++)
            stack[k] = checked((int)StackFrame(slot, ringStart, known, back: Shape.StackSize - 1 - k));
    }

    /// <summary>Copies the state that an environment is in now [S, F].</summary>
    public void CopyNewestStack(int environment, Span<byte> stack) =>
        CopyStack(NewestSlot(environment), stack);

    /// <summary>Where an environment's newest frame is.</summary>
    public long NewestSlot(int environment) => SlotAt(environment, rings[environment].Count - 1);

    /// <summary>The frames of all rings that are stored, as a few runs of slots.</summary>
    public IEnumerable<(long Start, long Length)> StoredRuns() => Enumerable.Range(0, rings.Length).SelectMany(Parts).Where(part => part.Length > 0);

    /// <summary>The frames of <paramref name="count"/> slots from <paramref name="start"/> on [count, F].</summary>
    public ReadOnlySpan<byte> Frames(long start, int count) => frames.Span(start * Shape.FrameLength, count * Shape.FrameLength);

    /// <inheritdoc/>
    public void Dispose()
    {
        frames.Dispose();
        actions.Dispose();
        rewards.Dispose();
        flags.Dispose();
        ages.Dispose();
    }

    /// <summary>Saves the content.</summary>
    public void Save(BinaryWriter writer)
    {
        for (var e = 0; e < rings.Length; e++)
        {
            writer.WriteStruct(rings[e]);
            foreach (var (start, length) in Parts(e))
            {
                WriteAll(writer, frames, start * Shape.FrameLength, length * Shape.FrameLength);
                WriteAll(writer, actions, start, length);
                WriteAll(writer, rewards, start, length);
                WriteAll(writer, flags, start, length);
                WriteAll(writer, ages, start, length);
            }
        }
    }

    /// <summary>Restores what <see cref="Save"/> wrote for the same shape. The sampler is not told; it is saved on its own.</summary>
    /// <exception cref="InvalidDataException">The content does not fit this memory.</exception>
    public void Load(BinaryReader reader)
    {
        StoredFrames = 0;
        for (var e = 0; e < rings.Length; e++)
        {
            var ring = reader.ReadStruct<Ring>();
            if (ring.Count < 0 || ring.Count > Shape.RingLength || ring.Head < 0 || ring.Head >= Shape.RingLength)
                throw new InvalidDataException($"The saved replay memory does not fit one of {Shape.RingLength:N0} frames for each environment.");
            rings[e] = ring;
            StoredFrames += ring.Count;
            foreach (var (start, length) in Parts(e))
            {
                ReadAll(reader, frames, start * Shape.FrameLength, length * Shape.FrameLength);
                ReadAll(reader, actions, start, length);
                ReadAll(reader, rewards, start, length);
                ReadAll(reader, flags, start, length);
                ReadAll(reader, ages, start, length);
            }
        }
    }

    private long Push(int environment, byte age, SlotFlags flag)
    {
        ref var ring = ref rings[environment];
        var ringStart = environment * Shape.RingLength;
        var full = ring.Count == Shape.RingLength;
        if (full)
            sampler.Lost(ringStart + ring.Head);

        var slot = ringStart + ring.Head;
        ages.Pointer[slot] = age;
        flags.Pointer[slot] = flag;
        // Until something is played here; a saved memory holds nothing that depends on what was here before.
        actions.Pointer[slot] = 0;
        rewards.Pointer[slot] = 0;
        ring.Head = ring.Head + 1 == Shape.RingLength ? 0 : ring.Head + 1;
        if (!full)
        {
            ring.Count++;
            StoredFrames++;
        }
        else
        {
            // The frame that went may have been the bottom of the next stacks.
            for (var index = 0; index < Shape.StackSize - 1; index++)
                if (!HoldsTransition(SlotAt(environment, index)))
                    sampler.Lost(SlotAt(environment, index));
        }

        var completed = ring.Count - 1 - Shape.NStep;
        if (completed >= 0 && HoldsTransition(SlotAt(environment, completed)))
            sampler.Gained(SlotAt(environment, completed));
        return slot;
    }

    /// <summary>The slot of an environment's <paramref name="index"/>-th stored frame, oldest first.</summary>
    private long SlotAt(int environment, long index)
    {
        ref var ring = ref rings[environment];
        var position = ring.Head - ring.Count + index;
        return environment * Shape.RingLength + (position < 0 ? position + Shape.RingLength : position);
    }

    /// <summary>How many stored frames of the ring are older than the one at <paramref name="position"/>; Count or more: none is stored there.</summary>
    private long IndexOf(in Ring ring, long position)
    {
        var index = position - (ring.Head - ring.Count);
        return index >= Shape.RingLength ? index - Shape.RingLength : index;
    }

    private long NextSlot(long slot) => (slot + 1) % Shape.RingLength == 0 ? slot + 1 - Shape.RingLength : slot + 1;

    /// <summary>
    /// The frame <paramref name="back"/> steps before the one at <paramref name="slot"/>. The last <paramref name="known"/> frames up to
    /// there belong to its episode.
    /// </summary>
    private long StackFrame(long slot, long ringStart, int known, int back) =>
        back >= known && !Shape.RepeatFirstFrame ? Black : Back(slot, ringStart, Math.Min(back, known - 1));

    private long Back(long slot, long ringStart, int steps) =>
        slot - steps < ringStart ? slot - steps + Shape.RingLength : slot - steps;

    /// <summary>The stored slots of a ring, as one or two runs.</summary>
    private (long Start, long Length)[] Parts(int environment)
    {
        ref var ring = ref rings[environment];
        var ringStart = environment * Shape.RingLength;
        var oldest = ring.Head - ring.Count;
        return oldest >= 0
            ? [(ringStart + oldest, ring.Count)]
            : [(ringStart + oldest + Shape.RingLength, -oldest), (ringStart, ring.Head)];
    }

    private static void WriteAll<T>(BinaryWriter writer, HostBuffer<T> buffer, long start, long length) where T : unmanaged
    {
        const int Chunk = 1 << 20;
        for (long done = 0; done < length; done += Chunk)
            writer.WriteSpan<T>(buffer.Span(start + done, (int)Math.Min(Chunk, length - done)));
    }

    private static void ReadAll<T>(BinaryReader reader, HostBuffer<T> buffer, long start, long length) where T : unmanaged
    {
        const int Chunk = 1 << 20;
        for (long done = 0; done < length; done += Chunk)
            reader.ReadSpan(buffer.Span(start + done, (int)Math.Min(Chunk, length - done)));
    }

    /// <summary>The write position (0..L-1) and the number of stored frames of one environment.</summary>
    private struct Ring
    {
        public long Head;
        public long Count;
    }
}
