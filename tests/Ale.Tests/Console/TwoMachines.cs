using System.Runtime.InteropServices;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>One machine that is interpreted and one that is translated, each in memory that nobody may leave.</summary>
internal sealed unsafe class TwoMachines<TBanks> : IDisposable
    where TBanks : struct, IBankSwitching
{
    private readonly byte[] _image;
    private readonly GuardedBytes _guardedImage, _interpretedBytes, _translatedBytes;
    private ConsoleState _interpreted, _translated;

    /// <summary>Two consoles with random bytes in their RAM.</summary>
    /// <param name="image">The cartridge's image.</param>
    /// <param name="random">Where the bytes come from.</param>
    /// <param name="hotFrom">So often an instruction is interpreted before the region from it on is translated.</param>
    /// <param name="wideAfter">So many times that often a place is entered before a wide region is made around it.</param>
    /// <param name="closeToEnd">At which side an access beyond their memory is noticed; null: by lot.</param>
    /// <param name="mostRegions">As for <see cref="TranslatedProgram"/>.</param>
    /// <param name="mostCode">The same.</param>
    public TwoMachines(
        byte[] image, Random random, int hotFrom = 1, int wideAfter = 2, bool? closeToEnd = null, int mostRegions = int.MaxValue, int mostCode = int.MaxValue)
    {
        var atEnd = closeToEnd ?? random.Next(2) == 0;
        _guardedImage = new GuardedBytes(image.Length, atEnd);
        _interpretedBytes = new GuardedBytes(NativeConsoleMemory.OwnSize, atEnd);
        _translatedBytes = new GuardedBytes(NativeConsoleMemory.OwnSize, atEnd);
        image.CopyTo(_guardedImage.Span);
        _image = GC.AllocateUninitializedArray<byte>(image.Length, pinned: true);
        image.CopyTo(_image, 0);
        Program = new TranslatedProgram(_image, hotFrom, wideAfter, mostRegions, mostCode);
        random.NextBytes(_interpretedBytes.Span[..NativeConsoleMemory.RamSize]);
        _interpretedBytes.Span.CopyTo(_translatedBytes.Span);
    }

    /// <summary>What has been translated.</summary>
    public TranslatedProgram Program { get; }

    /// <summary>Places at which translated code can be entered.</summary>
    public int Translations => Program.Entries;

    /// <summary>The machine that both are.</summary>
    public ConsoleState State => _interpreted;

    /// <summary>Makes both a machine; their bytes stay.</summary>
    public void Set(ConsoleState state)
    {
        state.DrawFrom = Tia.NextToDraw(in state);
        _interpreted = _translated = state;
    }

    public void Load(AtariConsole console)
    {
        var state = new byte[console.StateSize];
        console.SaveState(state);
        var saved = state.AsSpan(StateHeader.Size);
        Set(MemoryMarshal.Read<ConsoleState>(saved));
        saved.Slice(sizeof(ConsoleState), NativeConsoleMemory.OwnSize).CopyTo(_interpretedBytes.Span);
        _interpretedBytes.Span.CopyTo(_translatedBytes.Span);
    }

    public void Reset()
    {
        var state = new ConsoleState { YStart = 34, Rows = 210, HmoveBlanksAllowed = 1, MaxScanlines = 290 };
        state.Dpc.Random = 1;
        ConsoleStep.Reset<TBanks, NativeConsoleMemory>(ref state, Memory(_interpretedBytes), 50);
        Set(state);
    }

    public void AssertSameFrame(ConsoleSettings settings, ConsoleInput input, string when)
    {
        ControllerPorts.Connect(ref _interpreted, settings, input);
        ControllerPorts.Connect(ref _translated, settings, input);
        ConsoleStep.Update<TBanks, NativeConsoleMemory>(ref _interpreted, Memory(_interpretedBytes));
        ConsoleStep.UpdateTranslated<TBanks>(ref _translated, Memory(_translatedBytes), Program);
        AssertSame(when);
    }

    /// <summary>Until both have jammed, and at most for an update's instructions.</summary>
    public void AssertSameUntilJam()
    {
        var what = $"opcode {_image[_interpreted.Pc & 0xFFF]:X2} at {_interpreted.Pc:X4}";
        TranslatedProcessor.Run<TBanks>(ref _translated, Memory(_translatedBytes), Program);
        _interpreted.Stop = 0;
        for (var i = 0; i < Cpu6507.InstructionsPerUpdate && (_interpreted.Stop | _interpreted.Jammed) == 0; i++)
            Cpu6507.Step<ConsoleBus<TBanks>, NativeConsoleMemory>(ref _interpreted, Memory(_interpretedBytes));
        AssertSame(what);
    }

    public void Dispose()
    {
        _guardedImage.Dispose();
        _interpretedBytes.Dispose();
        _translatedBytes.Dispose();
    }

    private NativeConsoleMemory Memory(GuardedBytes bytes) => new(_guardedImage.Pointer, bytes.Pointer);

    private void AssertSame(string when)
    {
        Assert.That(_translated.Pc, Is.EqualTo(_interpreted.Pc), $"program counter, {when}");
        Assert.That(_translated.Cycles, Is.EqualTo(_interpreted.Cycles), $"cycles, {when}");
        Assert.That(Bytes(_translated).SequenceEqual(Bytes(_interpreted)), $"registers, {when}");
        Assert.That(_translatedBytes.Span.SequenceEqual(_interpretedBytes.Span), $"RAM and screens, {when}");
    }

    private static byte[] Bytes(ConsoleState state) => MemoryMarshal.AsBytes(new ReadOnlySpan<ConsoleState>(in state)).ToArray();
}
