namespace DqnGpu.Ale;

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
    private bool _stepIsRunning;

    /// <summary>Takes over environments; they need not play the same game.</summary>
    /// <param name="environments">N environments, none of them used elsewhere from now on.</param>
    /// <param name="autoresetMode">When environments are reset whose episode ended.</param>
    /// <param name="stacked">Observations are stacks [K, ...] as the environments' options say, instead of frames.</param>
    /// <param name="threads">
    /// How many threads step, the caller's included; 0 = one per core, at most N. Ignored where a pool is given.
    /// </param>
    /// <param name="pool">The threads that step, shared with others; the caller disposes it, later. Null: threads of its own.</param>
    /// <exception cref="ArgumentException">No environments, or observations of different shapes.</exception>
    public VectorEnvironment(
        IReadOnlyList<PreprocessedEnvironment> environments, AutoresetMode autoresetMode = AutoresetMode.SameStep, bool stacked = false, int threads = 0,
        WorkerPool? pool = null)
    {
        if (environments.Count == 0)
            throw new ArgumentException("There must be at least one environment.", nameof(environments));
        ArgumentOutOfRangeException.ThrowIfNegative(threads);

        _slots = [.. environments.Select(environment => new VectorSlot(environment, autoresetMode, stacked))];
        AutoresetMode = autoresetMode;
        ObservationShape = _slots[0].ObservationShape;
        ObservationSize = _slots[0].ObservationSize;
        VectorSlot? other = Array.Find(_slots, slot => !slot.ObservationShape.SequenceEqual(ObservationShape));
        if (other is not null)
            throw new ArgumentException(
                $"All observations of a vector have one shape; got {string.Join(" x ", ObservationShape)} and {string.Join(" x ", other.ObservationShape)}.",
                nameof(environments));
        if (threads == 0)
            threads = Math.Min(System.Environment.ProcessorCount, _slots.Length);
        if (pool is null)
            pool = _ownPool = new WorkerPool(threads);
        Threads = pool.Threads;
        _round = pool.CreateRound(index => _slots[index].Do(Place(index)));
    }

    /// <summary>N consoles with one cartridge; environment i is seeded with <paramref name="seed"/> + i.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="cartridge">The cartridge.</param>
    /// <param name="game">Its rules; they choose the action set.</param>
    /// <param name="options">The preprocessing, with the emulator's sticky actions and frame limit.</param>
    /// <param name="seed">Seeds the no-op frames and the sticky actions of the first environment.</param>
    /// <param name="mode">The game's mode; null = its default.</param>
    /// <param name="difficulty">The difficulty switches; null = the game's default.</param>
    /// <param name="autoresetMode">When environments are reset whose episode ended.</param>
    /// <param name="stacked">Observations are stacks [K, ...] as the options say, instead of frames.</param>
    /// <param name="threads">
    /// How many threads step, the caller's included; 0 = one per core, at most N. Ignored where a pool is given.
    /// </param>
    /// <param name="pool">The threads that step, shared with others; the caller disposes it, later. Null: threads of its own.</param>
    /// <param name="around">What is put around each console before it is wrapped; null: nothing.</param>
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
        AutoresetMode autoresetMode = AutoresetMode.SameStep,
        bool stacked = false,
        int threads = 0,
        WorkerPool? pool = null,
        Func<AtariEnvironment, IAtariGame>? around = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var environments = new PreprocessedEnvironment[count];
        for (int i = 0; i < count; i++)
            environments[i] = PreprocessedEnvironment.Create(cartridge, game, options, seed + (ulong)i, mode, difficulty, around);
        return new VectorEnvironment(environments, autoresetMode, stacked, threads, pool);
    }

    /// <summary>N.</summary>
    public int Count => _slots.Length;

    /// <summary>Threads that step, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>When environments are reset whose episode ended.</summary>
    public AutoresetMode AutoresetMode { get; }

    /// <summary>The shape of one environment's observation: [84, 84] or [K, 84, 84] by default.</summary>
    public IReadOnlyList<int> ObservationShape { get; }

    /// <summary>Bytes of one environment's observation.</summary>
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

    /// <summary>Starts a new game in every environment; see <see cref="Observation"/>.</summary>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public void Reset() => Reset(OwnBlock);

    /// <summary>Starts a new game in every environment.</summary>
    /// <param name="observations">The block to be written, [N, ..], of N times <see cref="ObservationSize"/> bytes.</param>
    /// <exception cref="ArgumentException">A block of another size.</exception>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public void Reset(Memory<byte> observations) => Reset(observations, SlotTask.NewGame);

    /// <summary>Starts a new game in every environment, environment i's with <paramref name="seed"/> + i: as in a new vector with that seed.</summary>
    /// <inheritdoc cref="Reset(Memory{byte})"/>
    /// <param name="observations">The block to be written, [N, ..], of N times <see cref="ObservationSize"/> bytes.</param>
    /// <param name="seed">Seeds the no-op frames and the sticky actions.</param>
    public void Reset(Memory<byte> observations, ulong seed)
    {
        CheckIdle();
        for (int i = 0; i < _slots.Length; i++)
            _slots[i].Seed = seed + (ulong)i;
        Reset(observations, SlotTask.NewGameOfSeed);
    }

    /// <summary>
    /// Begins the next episode of some environments, as <see cref="PreprocessedEnvironment.Reset(Span{byte})"/> does; the others show their latest
    /// observation once more and keep their <see cref="Result"/> (Gymnasium: reset with the option reset_mask).
    /// </summary>
    /// <param name="mask">[N], true where an environment is reset. The first reset must be of all.</param>
    /// <param name="observations">The block to be written, [N, ..], of N times <see cref="ObservationSize"/> bytes.</param>
    /// <param name="seeds">
    /// A seed for each environment that is reset, in their order, whose game then is that of a new environment with the seed; none: their generators go on.
    /// </param>
    /// <exception cref="ArgumentException">A mask or block of another size, or another number of seeds than of environments to reset.</exception>
    /// <exception cref="InvalidOperationException">A step is running, or an environment that is left out has never been reset.</exception>
    public void Reset(ReadOnlySpan<bool> mask, Memory<byte> observations, ReadOnlySpan<ulong> seeds = default)
    {
        CheckIdle();
        if (mask.Length != _slots.Length)
            throw new ArgumentException($"The mask is of {mask.Length} environments; expected {_slots.Length}.", nameof(mask));
        if (!seeds.IsEmpty && seeds.Length != mask.Count(true))
            throw new ArgumentException($"Got {seeds.Length} seeds for {mask.Count(true)} environments that are reset.", nameof(seeds));
        for (int i = 0; i < _slots.Length; i++)
            if (!mask[i] && !_slots[i].Environment.HasBegun)
                throw new InvalidOperationException($"The first reset must be of all environments: number {i} has never been reset and is left out.");
        WriteTo(observations);
        for (int i = 0, seed = 0; i < _slots.Length; i++)
        {
            _slots[i].Task = !mask[i] ? SlotTask.Show : seeds.IsEmpty ? SlotTask.Reset : SlotTask.NewGameOfSeed;
            if (_slots[i].Task == SlotTask.NewGameOfSeed)
                _slots[i].Seed = seeds[seed++];
        }
        _round.Run(_slots.Length);
    }

    /// <summary>Steps every environment and waits for all.</summary>
    /// <param name="actions">[N], indices into each environment's action set.</param>
    /// <param name="observations">The block to be written, [N, ..], of N times <see cref="ObservationSize"/> bytes.</param>
    /// <param name="results">Receives [N].</param>
    /// <exception cref="ArgumentException">A number of actions or results that is not N, or a block of another size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No such action.</exception>
    /// <exception cref="InvalidOperationException">
    /// A step is running, the environments were never reset, or, with <see cref="AutoresetMode.Disabled"/>, an episode has ended; none is stepped.
    /// </exception>
    public void Step(ReadOnlySpan<int> actions, Memory<byte> observations, Span<StepResult> results)
    {
        CheckResults(results);
        SetActions(actions);
        Step(observations, results);
    }

    /// <summary>Steps every environment with a continuous action and waits for all.</summary>
    /// <inheritdoc cref="Step(ReadOnlySpan{int}, Memory{byte}, Span{StepResult})"/>
    /// <param name="actions">[N], stick and button of each environment.</param>
    /// <param name="observations">The block to be written, [N, ..], of N times <see cref="ObservationSize"/> bytes.</param>
    /// <param name="results">Receives [N].</param>
    /// <exception cref="ArgumentOutOfRangeException">A radius outside 0..1, or a value that is no number.</exception>
    public void Step(ReadOnlySpan<ContinuousAction> actions, Memory<byte> observations, Span<StepResult> results)
    {
        CheckResults(results);
        SetActions(actions);
        Step(observations, results);
    }

    /// <summary>Begins a step on the pool's threads and returns at once; <see cref="EndStep()"/> must follow.</summary>
    /// <inheritdoc cref="Step(ReadOnlySpan{int}, Memory{byte}, Span{StepResult})" path="/exception"/>
    /// <param name="actions">[N], indices into each environment's action set; copied.</param>
    public void BeginStep(ReadOnlySpan<int> actions) => BeginStep(actions, OwnBlock);

    /// <inheritdoc cref="BeginStep(ReadOnlySpan{int})"/>
    /// <param name="actions">[N], indices into each environment's action set; copied.</param>
    /// <param name="observations">The block to be written until the step ends, [N, ..], of N times <see cref="ObservationSize"/> bytes.</param>
    public void BeginStep(ReadOnlySpan<int> actions, Memory<byte> observations)
    {
        SetActions(actions);
        Begin(observations);
    }

    /// <summary>Begins a step with a continuous action for every environment on the pool's threads and returns at once.</summary>
    /// <inheritdoc cref="Step(ReadOnlySpan{ContinuousAction}, Memory{byte}, Span{StepResult})" path="/exception"/>
    /// <param name="actions">[N], stick and button of each environment; copied.</param>
    /// <param name="observations">The block to be written until the step ends, [N, ..].</param>
    public void BeginStep(ReadOnlySpan<ContinuousAction> actions, Memory<byte> observations)
    {
        SetActions(actions);
        Begin(observations);
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
    /// <param name="observations">Receives [N, ..], of N times <see cref="ObservationSize"/> bytes.</param>
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

    private void Reset(Memory<byte> observations, SlotTask task)
    {
        CheckIdle();
        WriteTo(observations);
        foreach (VectorSlot slot in _slots)
            slot.Task = task;
        _round.Run(_slots.Length);
    }

    private void Step(Memory<byte> observations, Span<StepResult> results)
    {
        WriteTo(observations);
        _round.Run(_slots.Length);
        CopyResults(results);
    }

    private void Begin(Memory<byte> observations)
    {
        WriteTo(observations);
        _stepIsRunning = true;
        _round.Begin(_slots.Length);
    }

    private void SetActions(ReadOnlySpan<int> actions)
    {
        CheckMayStep(actions.Length);
        for (int i = 0; i < _slots.Length; i++)
            if ((uint)actions[i] >= (uint)_slots[i].Environment.ActionCount)
                throw new ArgumentOutOfRangeException(
                    nameof(actions), actions[i], $"Environment {i} has actions 0..{_slots[i].Environment.ActionCount - 1}.");
        for (int i = 0; i < _slots.Length; i++)
            (_slots[i].Task, _slots[i].Action, _slots[i].ContinuousAction) = (SlotTask.Step, actions[i], null);
    }

    private void SetActions(ReadOnlySpan<ContinuousAction> actions)
    {
        CheckMayStep(actions.Length);
        foreach (ContinuousAction action in actions)
            action.Validate();
        for (int i = 0; i < _slots.Length; i++)
            (_slots[i].Task, _slots[i].ContinuousAction) = (SlotTask.Step, actions[i]);
    }

    private void CheckMayStep(int actions)
    {
        CheckIdle();
        if (actions != _slots.Length)
            throw new ArgumentException($"Got {actions} actions for {_slots.Length} environments.", nameof(actions));
        for (int i = 0; i < _slots.Length; i++)
            if (!_slots[i].MayStep)
                throw new InvalidOperationException(
                    _slots[i].Environment.HasBegun
                        ? $"The episode of environment {i} has ended: reset it before the next step."
                        : "Reset the environments before the first step.");
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
