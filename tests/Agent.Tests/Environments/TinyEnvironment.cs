using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DqnGpu.Agent.Tests;

/// <summary>A game of a few cells whose state fits into a struct; several of them make an environment for the trainer.</summary>
internal interface ITinyGame<TState> where TState : unmanaged
{
    int Actions { get; }

    TState Begin(ref Xoshiro256 random);

    (float Reward, bool Terminal, bool Truncated) Step(ref TState state, int action, ref Xoshiro256 random);

    void Draw(in TState state, Span<byte> frame);
}

/// <summary>E tiny games side by side.</summary>
internal sealed class TinyEnvironment<TState>(ITinyGame<TState> game, int count, int side, ulong seed) : IVectorEnvironment
    where TState : unmanaged
{
    private readonly Slot[] slots = new Slot[count];
    private readonly byte[] frames = new byte[count * side * side];
    private readonly byte[] finalFrames = new byte[count * side * side];
    private Xoshiro256 random = new(seed);

    public int Count => count;

    public int FrameHeight => side;

    public int FrameWidth => side;

    public int ActionCount => game.Actions;

    public int StateSize => (count * Unsafe.SizeOf<Slot>()) + Unsafe.SizeOf<Xoshiro256>();

    public void Reset()
    {
        for (var e = 0; e < count; e++)
            slots[e] = new() { State = game.Begin(ref random) };
        DrawAll();
    }

    public void BeginStep(ReadOnlySpan<int> actions)
    {
        for (var e = 0; e < count; e++)
        {
            ref var slot = ref slots[e];
            var (reward, terminal, truncated) = game.Step(ref slot.State, actions[e], ref random);
            slot.Score = (slot.Ended ? 0 : slot.Score) + reward;
            slot.Steps = (slot.Ended ? 0 : slot.Steps) + 1;
            (slot.Reward, slot.Terminal, slot.Truncated) = (reward, terminal, truncated);
            game.Draw(slot.State, finalFrames.AsSpan(e * side * side, side * side));
            if (slot.Ended)
                slot.State = game.Begin(ref random);
        }
        DrawAll();
    }

    public void EndStep()
    {
    }

    public ReadOnlySpan<byte> Frame(int environment) => frames.AsSpan(environment * side * side, side * side);

    public ReadOnlySpan<byte> FinalFrame(int environment) => finalFrames.AsSpan(environment * side * side, side * side);

    public EnvironmentStep Result(int environment)
    {
        ref var slot = ref slots[environment];
        return new(slot.Reward, slot.Terminal, slot.Truncated, slot.Ended, slot.Score, slot.Steps);
    }

    public void SaveState(Span<byte> destination)
    {
        MemoryMarshal.AsBytes(slots.AsSpan()).CopyTo(destination);
        MemoryMarshal.Write(destination[^Unsafe.SizeOf<Xoshiro256>()..], in random);
    }

    public void LoadState(ReadOnlySpan<byte> source)
    {
        source[..^Unsafe.SizeOf<Xoshiro256>()].CopyTo(MemoryMarshal.AsBytes(slots.AsSpan()));
        random = MemoryMarshal.Read<Xoshiro256>(source[^Unsafe.SizeOf<Xoshiro256>()..]);
        DrawAll();
    }

    public void Dispose()
    {
    }

    private void DrawAll()
    {
        for (var e = 0; e < count; e++)
            game.Draw(slots[e].State, frames.AsSpan(e * side * side, side * side));
    }

    private struct Slot
    {
        public TState State;
        public float Reward;
        public float Score;
        public int Steps;
        public byte TerminalFlag;
        public byte TruncatedFlag;

        public bool Terminal
        {
            readonly get => TerminalFlag != 0;
            set => TerminalFlag = value ? (byte)1 : (byte)0;
        }

        public bool Truncated
        {
            readonly get => TruncatedFlag != 0;
            set => TruncatedFlag = value ? (byte)1 : (byte)0;
        }

        public readonly bool Ended => Terminal || Truncated;
    }
}
