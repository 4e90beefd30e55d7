namespace DqnGpu.Ale;

/// <summary>
/// The last K observations, oldest first: [K, ...], for instance [K, 84, 84]. For users of the environment alone; a replay memory stores single
/// frames and stacks them when it gathers a minibatch.
/// </summary>
/// <example>
/// An observation is written where it stays, without a copy:
/// <code>
/// environment.Reset(stack.Advance());
/// stack.Begin();
/// environment.Step(action, stack.Advance());
/// </code>
/// </example>
public sealed class FrameStack
{
    private readonly byte[] _frames;
    private readonly int _size;
    private readonly int _frameSize;
    private readonly StackStart _start;
    private int _oldest;

    /// <summary>An empty stack: black frames.</summary>
    /// <param name="size">K, at least 1.</param>
    /// <param name="start">What stands in for the frames before the first.</param>
    /// <param name="frameSize">Bytes of an observation, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number that is too small.</exception>
    public FrameStack(int size, StackStart start, int frameSize = PreprocessedEnvironment.FrameSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(frameSize, 1);
        _size = size;
        _frameSize = frameSize;
        _start = start;
        _frames = new byte[size * frameSize];
    }

    /// <summary>Bytes of the stack.</summary>
    public int Size => _frames.Length;

    /// <summary>Drops the oldest observation.</summary>
    /// <returns>The newest one's place, to be written; until then it holds the dropped one.</returns>
    public Span<byte> Advance()
    {
        int newest = _oldest;
        _oldest = (_oldest + 1) % _size;
        return Frame(newest);
    }

    /// <summary>Makes the newest observation an episode's first: what stood before it is replaced as <see cref="StackStart"/> says.</summary>
    public void Begin()
    {
        int newest = (_oldest + _size - 1) % _size;
        for (int k = 0; k < _size; k++)
        {
            if (k == newest)
                continue;
            if (_start == StackStart.Zeros)
                Frame(k).Clear();
            else
                Frame(newest).CopyTo(Frame(k));
        }
    }

    /// <summary>Begins an episode with a copy of its first observation.</summary>
    public void Reset(ReadOnlySpan<byte> firstFrame)
    {
        Push(firstFrame);
        Begin();
    }

    /// <summary>Adds a copy of the newest observation, and drops the oldest.</summary>
    public void Push(ReadOnlySpan<byte> frame) => frame.CopyTo(Advance());

    /// <summary>Writes the stack, oldest first.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        int split = _oldest * _frameSize;
        _frames.AsSpan(split).CopyTo(destination);
        _frames.AsSpan(0, split).CopyTo(destination[(_frames.Length - split)..]);
    }

    internal void Save(ref StateWriter state)
    {
        state.Write(_oldest);
        state.Write(_frames);
    }

    internal void Load(ref StateReader state)
    {
        int oldest = state.Read<int>();
        if ((uint)oldest >= (uint)_size)
            throw new InvalidDataException($"A saved stack of {_size} frames cannot have its oldest at place {oldest}: the state is damaged.");
        _oldest = oldest;
        state.Read(_frames);
    }

    private Span<byte> Frame(int slot) => _frames.AsSpan(slot * _frameSize, _frameSize);
}
