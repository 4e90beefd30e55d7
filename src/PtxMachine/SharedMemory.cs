using System.Runtime.InteropServices;

namespace DqnGpu.PtxMachine;

/// <summary>The shared memory of a group, and who touched its words.</summary>
/// <remarks>
/// Watched as no GPU does: between two barriers no thread touches a word that another one writes. A warp's barrier counts as one for the threads of
/// that warp only.
/// </remarks>
internal sealed unsafe class SharedMemory : IDisposable
{
    private const int Several = -2;

    private readonly Touches[] touches;

    public SharedMemory(int bytes)
    {
        Bytes = bytes;
        Pointer = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 16), 64);
        touches = new Touches[bytes / 4 + 1];
    }

    // Of reads on both sides of a warp's barrier the later ones are kept: the earlier ones stay in the way of the other warps alone, as the
    // later ones do.
    private struct Touches
    {
        public int Written, WrittenInWarp; // phases of the group and of the writer's warp
        public int Read, ReadInWarp;
        public int Writer, Reader, ReaderWarp; // a thread, or several of one warp; its warp, or several
    }

    public int Bytes { get; }

    public byte* Pointer { get; }

    /// <summary>Barriers that the group has passed, over all groups of this memory.</summary>
    public int Phase { get; set; }

    /// <summary>It begins with anything.</summary>
    public void Scramble(bool withZeros) => new Span<byte>(Pointer, Bytes).Fill((byte)(withZeros ? 0 : 0xFF));

    /// <summary>Notes that a thread touches the words at an address.</summary>
    /// <returns>What is wrong with that, or null.</returns>
    public string? Touch(ulong address, int bytes, int thread, int warpPhase, bool writes)
    {
        var warp = thread / RegisterSet.Lanes;
        for (var word = (int)(address / 4); word <= (int)((address + (uint)bytes - 1) / 4); word++)
        {
            ref var touched = ref touches[word];
            if (touched.Written == Phase && touched.Writer != thread && (touched.Writer / RegisterSet.Lanes != warp || touched.WrittenInWarp == warpPhase))
                return $"word {word} of shared memory was written by thread {touched.Writer} since the last barrier";
            var wasRead = touched.Read == Phase;
            if (writes)
            {
                if (wasRead && (touched.ReaderWarp != warp || (touched.ReadInWarp == warpPhase && touched.Reader != thread)))
                    return $"word {word} of shared memory was read by another thread since the last barrier";
                touched.Written = Phase;
                touched.WrittenInWarp = warpPhase;
                touched.Writer = thread;
            }
            else
            {
                var inSameWarp = wasRead && touched.ReaderWarp == warp;
                touched.Reader = inSameWarp && touched.ReadInWarp == warpPhase && touched.Reader != thread ? Several : thread;
                touched.ReaderWarp = wasRead && !inSameWarp ? Several : warp;
                touched.ReadInWarp = warpPhase;
                touched.Read = Phase;
            }
        }
        return null;
    }

    public void Dispose() => NativeMemory.AlignedFree(Pointer);
}
