using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>Memory of a <see cref="SimdDevice"/>: host memory, aligned for vectors.</summary>
internal sealed unsafe class SimdBuffer<T> : DeviceBuffer<T> where T : unmanaged
{
    private readonly AlignedMemory memory;
    private readonly bool isBorrowed;

    /// <summary>Memory of its own, set to zero.</summary>
    public SimdBuffer(SimdDevice device, long length) : base(device, length) => memory = device.MemoryOwner.Allocate(length, sizeof(T), clear: true);

    /// <summary>The memory of <paramref name="host"/>, which disposes it.</summary>
    public SimdBuffer(SimdDevice device, AlignedPinnedBuffer<T> host) : base(device, host.Length) => (memory, isBorrowed) = (host.Memory, true);

    public T* Pointer => (T*)memory.Pointer;

    public override void Dispose()
    {
        if (!isBorrowed)
            memory.Dispose();
    }

    protected override void CopyFromCore(ReadOnlySpan<T> source, long offset) =>
        source.CopyTo(new Span<T>(Pointer + offset, source.Length));

    protected override void CopyToCore(Span<T> destination, long offset) =>
        new ReadOnlySpan<T>(Pointer + offset, destination.Length).CopyTo(destination);
}

/// <summary>From views to the pointers that kernels work on.</summary>
internal static unsafe class SimdView
{
    /// <summary>First element of the view; null for the empty view.</summary>
    /// <exception cref="ArgumentException">The view belongs to another device.</exception>
    public static T* Pointer<T>(this DeviceView<T> view, SimdDevice device) where T : unmanaged
    {
        if (view.IsEmpty)
            return null;
        if (!ReferenceEquals(view.Buffer.Device, device))
            ThrowForeign(view.Buffer.Device, device);
        return Unsafe.As<SimdBuffer<T>>(view.Buffer).Pointer + view.Offset;
    }

    private static void ThrowForeign(Device owner, Device device) =>
        throw new ArgumentException(
            $"A buffer of device '{owner.Description}' was given to an operation of device '{device.Description}'. " +
            "Allocate it on the device that uses it.");
}
