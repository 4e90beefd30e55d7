using System.Runtime.InteropServices;

namespace DqnGpu.Ale.Tests;

/// <summary>
/// Zeroed bytes between two pages that nobody may touch: on Linux an access beyond the bytes ends the process, as far as it lies beyond
/// the side on which they lie close to the page. Elsewhere plain memory.
/// </summary>
internal sealed unsafe class GuardedBytes : IDisposable
{
    private const int ReadWrite = 3, NoAccess = 0, PrivateAnonymous = 0x22;

    private readonly byte* _mapped;
    private readonly nuint _mappedSize;

    /// <summary>Allocates.</summary>
    /// <param name="size">The number of bytes.</param>
    /// <param name="closeToEnd">The bytes end at the upper page; otherwise they begin at the lower one.</param>
    public GuardedBytes(int size, bool closeToEnd)
    {
        Size = size;
        if (!OperatingSystem.IsLinux())
        {
            _mapped = Pointer = (byte*)NativeMemory.AllocZeroed((nuint)size);
            return;
        }
        var page = System.Environment.SystemPageSize;
        var inner = (size + page - 1) / page * page;
        _mappedSize = (nuint)(inner + 2 * page);
        _mapped = Map(null, _mappedSize, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)_mapped == -1 || Protect(_mapped, (nuint)page, NoAccess) != 0 || Protect(_mapped + page + inner, (nuint)page, NoAccess) != 0)
            throw new OutOfMemoryException("No guarded memory.");
        Pointer = _mapped + page + (closeToEnd ? inner - size : 0);
    }

    public byte* Pointer { get; }

    public int Size { get; }

    public Span<byte> Span => new(Pointer, Size);

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            Unmap(_mapped, _mappedSize);
        else
            NativeMemory.Free(_mapped);
    }

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern byte* Map(byte* address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int Protect(byte* address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int Unmap(byte* address, nuint length);
}
