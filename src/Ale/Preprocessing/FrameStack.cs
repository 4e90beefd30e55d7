namespace DqnGpu.Ale;

/// <summary>
/// The last K observations, oldest first: [K, 84, 84]. For users of the environment alone; a replay memory stores single frames
/// and stacks them when it gathers a minibatch.
/// </summary>
public sealed class FrameStack
{
    private readonly byte[] _frames;
    private readonly int _size;
    private readonly StackStart _start;
    private int _oldest;

    /// <summary>An empty stack: black frames.</summary>
    /// <param name="size">K, at least 1.</param>
    /// <param name="start">What stands in for the frames before the first.</param>
    public FrameStack(int size, StackStart start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _size = size;
        _start = start;
        _frames = new byte[size * PreprocessedEnvironment.FrameSize];
    }

    /// <summary>Bytes of the stack.</summary>
    public int Size => _frames.Length;

    /// <summary>Begins an episode with its first observation, [84, 84].</summary>
    public void Reset(ReadOnlySpan<byte> firstFrame)
    {
        _oldest = 0;
        if (_start == StackStart.Zeros)
        {
            _frames.AsSpan().Clear();
            Push(firstFrame);
        }
        else
        {
            for (int k = 0; k < _size; k++)
                firstFrame.CopyTo(Frame(k));
        }
    }

    /// <summary>Adds the newest observation, [84, 84], and drops the oldest.</summary>
    public void Push(ReadOnlySpan<byte> frame)
    {
        frame.CopyTo(Frame(_oldest));
        _oldest = (_oldest + 1) % _size;
    }

    /// <summary>Writes the stack, oldest first.</summary>
    /// <param name="destination">[K, 84, 84].</param>
    public void CopyTo(Span<byte> destination)
    {
        int split = _oldest * PreprocessedEnvironment.FrameSize;
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

    private Span<byte> Frame(int slot) => _frames.AsSpan(slot * PreprocessedEnvironment.FrameSize, PreprocessedEnvironment.FrameSize);
}
