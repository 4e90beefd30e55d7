namespace DqnGpu.Ale;

/// <summary>When an environment whose episode ended is reset.</summary>
public enum Autoreset
{
    /// <summary>
    /// In the step that ended it: the observation returned is the next episode's first, the one before it is
    /// <see cref="VectorEnvironment.FinalObservation"/>.
    /// </summary>
    SameStep,

    /// <summary>
    /// In the step after: that one ignores its action and gives no reward. The observation returned at the end is the final one.
    /// </summary>
    NextStep,
}

/// <summary>
/// N environments stepped by a pool of threads; their observations come as one block of bytes. What the environments do depends
/// on their seeds and actions alone, never on the number of threads. A step allocates nothing.
/// </summary>
/// <example>
/// While the environments play, the learner learns:
/// <code>
/// vector.BeginStep(actions);
/// learner.Update();
/// vector.EndStep(results);
/// </code>
/// </example>
/// <remarks>
/// Observations are written once, by the threads that step, straight into a block: the caller's where a call is given one, say a row of a rollout
/// [T, N, 84, 84], and otherwise the vector's own. <see cref="Observation"/> reads the block that was written last. A stack is copied from the
/// frames that its environment keeps.
/// </remarks>
public sealed class VectorEnvironment : IDisposable
{
    private readonly VectorSlot[] _slots;
    private readonly WorkerPool? _ownPool;
    private readonly WorkRound _round;
    private byte[]? _ownBlock;
    private Memory<byte> _block;
    private bool _resetting;
    private bool _stepIsRunning;

    /// <summary>Takes over environments; they need not play the same game.</summary>
    /// <param name="environments">N environments, none of them used elsewhere from now on.</param>
    /// <param name="autoreset">When environments are reset whose episode ended.</param>
    /// <param name="stacked">Observations are stacks [K, 84, 84] as the environments' options say, instead of frames [84, 84].</param>
    /// <param name="threads">
    /// How many threads step, the caller's included; 0 = one per core, at most N. Ignored where a pool is given.
    /// </param>
    /// <param name="pool">The threads that step, shared with others; the caller disposes it, later. Null: threads of its own.</param>
    /// <exception cref="ArgumentException">No environments, or stacks of different sizes.</exception>
    public VectorEnvironment(
        IReadOnlyList<PreprocessedEnvironment> environments, Autoreset autoreset = Autoreset.SameStep, bool stacked = false, int threads = 0,
        WorkerPool? pool = null)
    {
        if (environments.Count == 0)
            throw new ArgumentException("There must be at least one environment.", nameof(environments));
        ArgumentOutOfRangeException.ThrowIfNegative(threads);

        _slots = [.. environments.Select(environment => new VectorSlot(environment, autoreset, stacked))];
        ObservationSize = _slots[0].ObservationSize;
        if (_slots.Any(slot => slot.ObservationSize != ObservationSize))
            throw new ArgumentException("The environments' stacks differ in size.", nameof(environments));
        if (threads == 0)
            threads = Math.Min(System.Environment.ProcessorCount, _slots.Length);
        if (pool is null)
            pool = _ownPool = new WorkerPool(threads);
        Threads = pool.Threads;
        _round = pool.CreateRound(StepOrReset);
    }

    /// <summary>N consoles with one cartridge; environment i is seeded with <paramref name="seed"/> + i.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="cartridge">The cartridge.</param>
    /// <param name="game">Its rules; they choose the action set.</param>
    /// <param name="options">The preprocessing, with the emulator's sticky actions and frame limit.</param>
    /// <param name="seed">Seeds the no-op frames and the sticky actions of the first environment.</param>
    /// <param name="mode">The game's mode; null = its default.</param>
    /// <param name="difficulty">The difficulty switches; null = the game's default.</param>
    /// <param name="autoreset">When environments are reset whose episode ended.</param>
    /// <param name="stacked">Observations are stacks [K, 84, 84] as the options say, instead of frames [84, 84].</param>
    /// <param name="threads">
    /// How many threads step, the caller's included; 0 = one per core, at most N. Ignored where a pool is given.
    /// </param>
    /// <param name="pool">The threads that step, shared with others; the caller disposes it, later. Null: threads of its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An option outside its range, or a mode or difficulty that the game does not have.
    /// </exception>
    public static VectorEnvironment Create(
        int count,
        Cartridge cartridge,
        GameDefinition game,
        PreprocessingOptions options,
        ulong seed,
        int? mode = null,
        int? difficulty = null,
        Autoreset autoreset = Autoreset.SameStep,
        bool stacked = false,
        int threads = 0,
        WorkerPool? pool = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var environments = new PreprocessedEnvironment[count];
        for (int i = 0; i < count; i++)
            environments[i] = PreprocessedEnvironment.Create(cartridge, game, options, seed + (ulong)i, mode, difficulty);
        return new VectorEnvironment(environments, autoreset, stacked, threads, pool);
    }

    /// <summary>N.</summary>
    public int Count => _slots.Length;

    /// <summary>Threads that step, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Bytes of one environment's observation: 84 x 84 or K x 84 x 84.</summary>
    public int ObservationSize { get; }

    /// <summary>Environment <paramref name="index"/>; not to be stepped directly.</summary>
    public PreprocessedEnvironment this[int index] => _slots[index].Environment;

    /// <summary>
    /// The latest observation of environment <paramref name="index"/>, where it lies: in the block that was written last, which may be the caller's. Not
    /// to be read while a step runs.
    /// </summary>
    public ReadOnlySpan<byte> Observation(int index) => Place(index);

    /// <summary>What the last step of environment <paramref name="index"/> gave; not to be read while a step runs.</summary>
    public StepResult Result(int index) => _slots[index].Result;

    /// <summary>
    /// The last observation of environment <paramref name="index"/>'s last episode: what to bootstrap from after a truncation.
    /// </summary>
    public ReadOnlySpan<byte> FinalObservation(int index) => _slots[index].FinalObservation;

    /// <summary>True score and length of the last game that environment <paramref name="index"/> finished.</summary>
    public GameStatistics FinalStatistics(int index) => _slots[index].FinalStatistics;

    /// <summary>Starts a new game in every environment.</summary>
    /// <param name="observations">The block to be written, [N, 84, 84] or [N, K, 84, 84].</param>
    /// <exception cref="ArgumentException">A block of another size.</exception>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public void Reset(Memory<byte> observations)
    {
        CheckIdle();
        WriteTo(observations);
        _resetting = true;
        try
        {
            _round.Run(_slots.Length);
        }
        finally
        {
            _resetting = false;
        }
    }

    /// <summary>Starts a new game in every environment; see <see cref="Observation"/>.</summary>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public void Reset() => Reset(OwnBlock);

    /// <summary>Steps every environment and waits for all.</summary>
    /// <param name="actions">[N], indices into each environment's action set.</param>
    /// <param name="observations">The block to be written, [N, 84, 84] or [N, K, 84, 84].</param>
    /// <param name="results">Receives [N].</param>
    /// <exception cref="ArgumentException">A number of actions or results that is not N, or a block of another size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No such action.</exception>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public void Step(ReadOnlySpan<int> actions, Memory<byte> observations, Span<StepResult> results)
    {
        CheckResults(results);
        SetActions(actions);
        WriteTo(observations);
        _round.Run(_slots.Length);
        CopyResults(results);
    }

    /// <summary>Begins a step on the pool's threads and returns at once; <see cref="EndStep()"/> must follow.</summary>
    /// <inheritdoc cref="Step" path="/exception"/>
    /// <param name="actions">[N], indices into each environment's action set; copied.</param>
    public void BeginStep(ReadOnlySpan<int> actions) => BeginStep(actions, OwnBlock);

    /// <inheritdoc cref="BeginStep(ReadOnlySpan{int})"/>
    /// <param name="actions">[N], indices into each environment's action set; copied.</param>
    /// <param name="observations">The block to be written until the step ends, [N, 84, 84] or [N, K, 84, 84].</param>
    public void BeginStep(ReadOnlySpan<int> actions, Memory<byte> observations)
    {
        SetActions(actions);
        WriteTo(observations);
        _stepIsRunning = true;
        _round.Begin(_slots.Length);
    }

    /// <summary>Waits for the step begun, helping with what is left of it.</summary>
    /// <param name="results">Receives [N].</param>
    /// <exception cref="ArgumentException">A number of results that is not N.</exception>
    /// <exception cref="InvalidOperationException">No step is running.</exception>
    public void EndStep(Span<StepResult> results)
    {
        CheckResults(results);
        EndStep();
        CopyResults(results);
    }

    /// <summary>
    /// Waits for the step begun, helping with what is left of it; see <see cref="Observation"/> and <see cref="Result"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">No step is running.</exception>
    public void EndStep()
    {
        if (!_stepIsRunning)
            throw new InvalidOperationException("There is no step to end: call BeginStep first.");
        _stepIsRunning = false;
        _round.End();
    }

    /// <summary>Writes the latest observations once more, wherever the last step has written them.</summary>
    /// <param name="observations">Receives [N, 84, 84] or [N, K, 84, 84].</param>
    /// <exception cref="ArgumentException">A block of another size.</exception>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public void CopyObservations(Span<byte> observations)
    {
        CheckIdle();
        CheckBlock(observations.Length);
        for (int i = 0; i < _slots.Length; i++)
            _slots[i].GetObservation(observations.Slice(i * ObservationSize, ObservationSize));
    }

    /// <summary>Bytes of a saved state.</summary>
    public int StateSize
    {
        get
        {
            var count = StateWriter.Counting;
            foreach (VectorSlot slot in _slots)
                slot.Save(ref count);
            return count.Length;
        }
    }

    /// <summary>Saves all environments with their random generators, observations and statistics.</summary>
    /// <param name="destination">At least <see cref="StateSize"/> bytes.</param>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public void SaveState(Span<byte> destination)
    {
        CheckIdle();
        var writer = new StateWriter(destination);
        foreach (VectorSlot slot in _slots)
            slot.Save(ref writer);
    }

    /// <summary>
    /// Restores what <see cref="SaveState"/> wrote for as many environments of the same games and options, whatever the number of threads. The
    /// observations are written to the vector's own block; see <see cref="Observation"/>.
    /// </summary>
    /// <exception cref="ArgumentException">Not the size of such a state.</exception>
    /// <exception cref="InvalidDataException">A state of another cartridge, or a damaged one; the environments before it are restored.</exception>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public void LoadState(ReadOnlySpan<byte> source)
    {
        CheckIdle();
        if (source.Length != StateSize)
            throw new ArgumentException($"A state of these {Count} environments has {StateSize} bytes; got {source.Length}.", nameof(source));
        WriteTo(OwnBlock);
        var reader = new StateReader(source);
        for (int i = 0; i < _slots.Length; i++)
            _slots[i].Load(ref reader, Place(i));
    }

    /// <summary>Finishes a running step and stops the threads, if they are its own.</summary>
    public void Dispose()
    {
        _round.WaitUntilFinished();
        _ownPool?.Dispose();
    }

    private void StepOrReset(int index)
    {
        if (_resetting)
            _slots[index].NewGame(Place(index));
        else
            _slots[index].Step(Place(index));
    }

    private void SetActions(ReadOnlySpan<int> actions)
    {
        CheckIdle();
        if (actions.Length != _slots.Length)
            throw new ArgumentException($"Got {actions.Length} actions for {_slots.Length} environments.", nameof(actions));
        for (int i = 0; i < _slots.Length; i++)
        {
            if ((uint)actions[i] >= (uint)_slots[i].Environment.ActionCount)
                throw new ArgumentOutOfRangeException(
                    nameof(actions), actions[i], $"Environment {i} has actions 0..{_slots[i].Environment.ActionCount - 1}.");
            _slots[i].Action = actions[i];
        }
    }

    private Memory<byte> OwnBlock => _ownBlock ??= new byte[_slots.Length * ObservationSize];

    private Span<byte> Place(int index) => _block.Span.Slice(index * ObservationSize, ObservationSize);

    private void WriteTo(Memory<byte> block)
    {
        CheckBlock(block.Length);
        _block = block;
    }

    private void CopyResults(Span<StepResult> results)
    {
        for (int i = 0; i < _slots.Length; i++)
            results[i] = _slots[i].Result;
    }

    private void CheckIdle()
    {
        if (_stepIsRunning)
            throw new InvalidOperationException("A step is running: call EndStep first.");
    }

    private void CheckBlock(int length)
    {
        if (length != _slots.Length * ObservationSize)
            throw new ArgumentException($"The block has {length} bytes; expected {_slots.Length} x {ObservationSize}.");
    }

    private void CheckResults(Span<StepResult> results)
    {
        if (results.Length != _slots.Length)
            throw new ArgumentException($"Got room for {results.Length} results of {_slots.Length} environments.", nameof(results));
    }
}
