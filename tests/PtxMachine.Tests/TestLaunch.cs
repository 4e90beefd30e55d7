using System.Runtime.InteropServices;

namespace DqnGpu.PtxMachine.Tests;

/// <summary>A kernel of <see cref="TestText"/> on a buffer of words, which begin as zeros.</summary>
internal sealed unsafe class TestLaunch : IDisposable
{
    public TestLaunch(int words)
    {
        Words = words;
        Buffer = (uint*)NativeMemory.AlignedAlloc((nuint)(words * sizeof(uint)), 256);
        Span.Clear();
    }

    public int Words { get; }

    public uint* Buffer { get; }

    public Span<uint> Span => new(Buffer, Words);

    public LaunchCounts Count(string text, Launch launch)
    {
        var argument = (nint)Buffer;
        return Machine.Count(PtxKernel.Parse(text), launch, new(&argument, sizeof(nint)),
            new([new((ulong)Buffer, (ulong)(Words * sizeof(uint)), "buffer", sizeof(uint))]));
    }

    public void Dispose() => NativeMemory.AlignedFree(Buffer);
}
