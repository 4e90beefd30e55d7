using System.Runtime.InteropServices;
using System.Text;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary><see cref="SoftwareDriver"/> called directly: when what it queues is done, and what it tells of kernels that go wrong.</summary>
public sealed unsafe class SoftwareDriverTests
{
    private const int Length = 320; // words of host memory
    private const int InvalidValue = 1, LaunchFailed = 719;

    private uint* buffer;
    private SoftwareDriver? driver;
    private nint library;

    [OneTimeSetUp]
    public void Load()
    {
        driver = SoftwareDriver.Compile();
        library = NativeLibrary.Load(driver.LibraryPath);
        buffer = (uint*)NativeMemory.AlignedAlloc(Length * sizeof(uint), 64);
    }

    [OneTimeTearDown]
    public void Unload()
    {
        NativeMemory.AlignedFree(buffer);
        if (library != 0)
            NativeLibrary.Free(library);
        driver?.Dispose();
    }

    [Test]
    public void Copies_on_another_stream_run_no_sooner_than_an_event_asks()
    {
        nint compute, transfer, mark;
        uint* memory;
        Assert.That(Call("cuStreamCreate", (nint)(&compute)) | Call("cuStreamCreate", (nint)(&transfer)) | Call("cuEventCreate", (nint)(&mark)), Is.Zero);
        Assert.That(Call("cuMemAlloc_v2", (nint)(&memory), sizeof(uint)) | Call("cuMemHostRegister_v2", (nint)buffer, Length * sizeof(uint)), Is.Zero);
        Assert.That(*memory, Is.EqualTo(uint.MaxValue), "new memory is no zeros");

        *buffer = 1;
        Assert.That(Call("cuMemcpyAsync", (nint)memory, (nint)buffer, sizeof(uint), transfer), Is.Zero);
        Assert.That(Call("cuEventRecord", mark, transfer) | Call("cuStreamSynchronize", compute), Is.Zero);
        Assert.That(*memory, Is.EqualTo(uint.MaxValue), "nothing waits for it");
        *buffer = 2;
        Assert.That(Call("cuStreamWaitEvent", compute, mark), Is.Zero);
        Assert.That(*memory, Is.EqualTo(uint.MaxValue), "the stream waits, not the host");
        Assert.That(Call("cuStreamSynchronize", compute), Is.Zero);
        Assert.That(*memory, Is.EqualTo(2u), "the host changed its memory too early");
        Assert.That(Call("cuMemHostUnregister", (nint)buffer) | Call("cuMemFree_v2", (nint)memory), Is.Zero);
    }

    [Test]
    public void Kernels_run_forwards_and_backwards_in_turn()
    {
        uint* memory;
        var kernel = Module(Kernel("mov.b32 %r1, %tid.x;\nst.global.b32 [%rd1], %r1;\n"), out _);
        Assert.That(Call("cuMemAlloc_v2", (nint)(&memory), sizeof(uint)), Is.Zero);
        var last = new uint[2];
        for (var launch = 0; launch < 2; launch++)
        {
            Assert.That(Launch(kernel, threads: 32, memory) | Call("cuCtxSynchronize"), Is.Zero);
            last[launch] = *memory;
        }
        Assert.That(last, Is.EquivalentTo(new uint[] { 0, 31 }), "which thread wrote last");
        Assert.That(Call("cuMemFree_v2", (nint)memory), Is.Zero);
    }

    [Test]
    public void Text_that_is_not_understood_is_refused_with_the_line_in_the_log()
    {
        Assert.That(Module(Kernel("add.f16 %f1, %f1, %f1;\n"), out var log), Is.EqualTo((nint)0));
        Assert.That(log, Does.StartWith("PTX not understood,\nline 9: instruction 'add.f16' is not known"));
    }

    [Test]
    public void Arguments_of_the_wrong_size_are_refused()
    {
        uint* memory = null;
        Assert.That(Launch(Module(Kernel(""), out _), threads: 32, memory, argumentBytes: 4), Is.EqualTo(InvalidValue));
    }

    [Test]
    public void A_kernel_that_goes_astray_fails_and_so_does_all_behind_it()
    {
        // Another one, for nothing mends it.
        using var failing = SoftwareDriver.Compile();
        var other = new SoftwareDriverTests { library = NativeLibrary.Load(failing.LibraryPath) };
        uint* memory;
        Assert.That(other.Call("cuMemAlloc_v2", (nint)(&memory), sizeof(uint)), Is.Zero);
        var astray = other.Module(Kernel("st.global.b32 [%rd1+4], %r1;\n"), out _);
        Assert.That(other.Launch(astray, threads: 1, memory), Is.EqualTo(LaunchFailed));
        Assert.That(other.Call("cuCtxSynchronize"), Is.EqualTo(LaunchFailed));
    }

    // A kernel whose %rd1 is its only argument; the body begins in line 9.
    private static string Kernel(string body) => $$"""
        .visible .entry Test(
        .param .align 8 .b8 arguments[8]
        )
        {
        .reg .b32 %r<2>;
        .reg .b64 %rd<2>;
        .reg .f32 %f<2>;
        ld.param.b64 %rd1, [arguments];
        {{body}}ret;
        }
        """;

    private nint Module(string text, out string log)
    {
        const int LogBuffer = 5, LogBytes = 6, Bytes = 512;
        nint module = 0;
        var buffer = stackalloc byte[Bytes];
        var options = stackalloc int[] { LogBuffer, LogBytes };
        var values = stackalloc nint[] { (nint)buffer, Bytes };
        fixed (byte* bytes = Encoding.ASCII.GetBytes(text + '\0'))
            _ = ((delegate* unmanaged<nint*, byte*, int, int*, nint*, int>)NativeLibrary.GetExport(library, "cuModuleLoadDataEx"))(
                &module, bytes, 2, options, values);
        log = Marshal.PtrToStringUTF8((nint)buffer)!;
        return module;
    }

    // On the default stream, and so at once.
    private int Launch(nint kernel, int threads, uint* memory, nint argumentBytes = 8)
    {
        var extra = stackalloc nint[] { 1, (nint)(&memory), 2, (nint)(&argumentBytes), 0 };
        return ((delegate* unmanaged<nint, int, int, int, int, int, int, int, nint, nint, nint*, int>)NativeLibrary.GetExport(library, "cuLaunchKernel"))(
            kernel, 1, 1, 1, threads, 1, 1, 0, 0, 0, extra);
    }

    private int Call(string name, nint a = 0, nint b = 0, nint c = 0, nint d = 0) =>
        ((delegate* unmanaged<nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, name))(a, b, c, d);
}
