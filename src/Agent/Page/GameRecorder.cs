namespace DqnGpu.Agent;

/// <summary>Keeps of one game what people want to look at: its newest step, and clips of consecutive steps.</summary>
/// <remarks>
/// One thread plays and calls <see cref="Act"/> and <see cref="Reach"/> in turns, while <see cref="IsWanted"/>; any number of others look. A step is
/// complete only when the next state's value is known, one step later. Nothing is allocated while playing: a copy of 60 KB a step is all that it costs.
/// </remarks>
public sealed class GameRecorder
{
    /// <summary>The most steps of a clip: 20 seconds of a game at four frames a step.</summary>
    public const int ClipLength = 300;

    private const int Clips = 2;
    private static readonly TimeSpan WantedFor = TimeSpan.FromSeconds(2);

    private readonly PlayedStepShape shape;
    private readonly float gamma;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly ErrorScale errors = new();
    private readonly PlayedStep[]?[] clips = new PlayedStep[]?[Clips];
    private readonly int[] clipCounts = new int[Clips];
    private PlayedStep newest;
    private PlayedStep acted;
    private PlayedStep reached;
    private bool hasNewest;
    private bool hasActed;
    private bool hasReached;
    private long wanted;
    private int clip = -1;
    private bool clipIsOver;

    /// <summary>Allocates room for the newest steps.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="gamma">Discount, for the errors.</param>
    /// <param name="time">The clock; null: the system's.</param>
    public GameRecorder(PlayedStepShape shape, double gamma, TimeProvider? time = null)
    {
        this.shape = shape;
        this.gamma = (float)gamma;
        this.time = time ?? TimeProvider.System;
        wanted = this.time.GetTimestamp() - this.time.TimestampFrequency * (long)WantedFor.TotalSeconds;
        (newest, acted, reached) = (NewStep(), NewStep(), NewStep());
    }

    /// <summary>True while somebody looks: within two seconds of the last look.</summary>
    public bool IsWanted => time.GetElapsedTime(Volatile.Read(ref wanted)) < WantedFor;

    /// <summary>A step to copy into.</summary>
    public PlayedStep NewStep() => new(shape);

    /// <summary>The player has acted in the state reached last.</summary>
    /// <param name="values">q(s, .) [A]; empty where the network was not asked.</param>
    /// <param name="action">The action.</param>
    /// <param name="wasRandom">Whether it was drawn.</param>
    /// <param name="result">What it gave.</param>
    public void Act(ReadOnlySpan<float> values, int action, bool wasRandom, in EnvironmentStep result)
    {
        lock (gate)
        {
            if (!hasReached)
                return;
            if (values.IsEmpty)
                reached.Values.AsSpan().Fill(float.NaN);
            else
                values.CopyTo(reached.Values);
            (reached.Action, reached.WasRandom, reached.Reward, reached.Score) = (action, wasRandom, result.Reward, result.Score);
            (reached.Terminal, reached.GameEnd) = (result.Terminal, result.GameEnded);
            if (hasActed)
                Complete();
            (acted, reached) = (reached, acted);
            hasActed = true;
            hasReached = false;
        }
    }

    /// <summary>The player is in a state, which it has not acted in.</summary>
    /// <param name="number">Which decision of the game comes now.</param>
    /// <param name="screen">The console's picture [H, 160].</param>
    public PlayedStep Reach(long number, ReadOnlySpan<byte> screen)
    {
        lock (gate)
        {
            // After a time in which nobody looked, the step before is no neighbour.
            if (hasActed && acted.Number != number - 1)
                (hasActed, clipIsOver) = (false, true);
            reached.Number = number;
            screen.CopyTo(reached.Screen);
            hasReached = true;
            return reached;
        }
    }

    /// <summary>Nobody looks: what was begun is not gone on with.</summary>
    public void Forget()
    {
        if (hasReached || hasActed)
            lock (gate)
                (hasReached, hasActed, clipIsOver) = (false, false, true);
    }

    /// <summary>Copies the newest complete step.</summary>
    /// <returns>False when there is none, or none after step <paramref name="after"/>.</returns>
    public bool TryCopyNewest(PlayedStep destination, long after = -1)
    {
        Want();
        lock (gate)
        {
            if (!hasNewest || newest.Number == after)
                return false;
            newest.CopyTo(destination);
            return true;
        }
    }

    /// <summary>Copies the newest complete step, and the one behind it, whose state is the one that it led to; the error of that one is not known yet.</summary>
    /// <returns>False when there are none.</returns>
    public bool TryCopyNewestTwo(PlayedStep step, PlayedStep next)
    {
        Want();
        lock (gate)
        {
            if (!hasNewest || !hasActed || acted.Number != newest.Number + 1)
                return false;
            newest.CopyTo(step);
            acted.CopyTo(next);
            return true;
        }
    }

    /// <summary>
    /// A clip that begins now, or the newest one when it is another than <paramref name="played"/>. It can be played while it is recorded. Where nobody
    /// looked for a while it is over, so that its steps are consecutive, and none is of long ago.
    /// </summary>
    /// <param name="played">The clip that was played to its end; negative: none.</param>
    /// <returns>The clip, for <see cref="TryCopy"/>.</returns>
    public int BeginClip(int played = -1)
    {
        Want();
        lock (gate)
        {
            if (clip >= 0 && clip != played && !clipIsOver)
                return clip;
            clip++;
            clipCounts[clip % Clips] = 0;
            clipIsOver = false;
            clips[clip % Clips] ??= [.. Enumerable.Range(0, ClipLength).Select(_ => NewStep())];
            return clip;
        }
    }

    /// <summary>Copies step <paramref name="index"/> of a clip.</summary>
    /// <returns>True; false when it is not recorded yet; null when there is no more of this clip.</returns>
    public bool? TryCopy(int ofClip, int index, PlayedStep destination)
    {
        Want();
        lock (gate)
        {
            if (ofClip <= clip - Clips || ofClip > clip || index >= ClipLength)
                return null;
            if (index >= clipCounts[ofClip % Clips])
                return ofClip == clip && !clipIsOver ? false : null;
            clips[ofClip % Clips]![index].CopyTo(destination);
            return true;
        }
    }

    private void Want() => Volatile.Write(ref wanted, time.GetTimestamp());

    /// <summary>The step before the one just acted is complete: its next state has a value now.</summary>
    private void Complete()
    {
        var next = acted.Terminal ? 0 : gamma * reached.Value;
        acted.Error = acted.Values[acted.Action] - (acted.Reward + next);
        acted.Surprise = errors.Rate(acted.Error);
        (newest, acted) = (acted, newest);
        hasNewest = true;
        if (clip >= 0 && !clipIsOver && clipCounts[clip % Clips] < ClipLength)
            newest.CopyTo(clips[clip % Clips]![clipCounts[clip % Clips]++]);
    }
}
