using System.Runtime.InteropServices;
using System.Text;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>The PTX machine inside <see cref="SoftwareDriver"/>: what it computes, and what it must notice.</summary>
public sealed unsafe class SoftwareDriverTests
{
    private const int Length = 64; // elements of the one buffer that its kernels may touch

    private static uint* buffer;
    private SoftwareDriver? driver;
    private nint library;
    private delegate* unmanaged<byte*, byte*, nuint, nint> decode;
    private delegate* unmanaged<nint, int*, int*, void*, delegate* unmanaged<nuint, nuint*, nuint*, int>, byte*, nuint, int> run;

    [OneTimeSetUp]
    public void Load()
    {
        driver = SoftwareDriver.Compile();
        library = NativeLibrary.Load(driver.LibraryPath);
        decode = (delegate* unmanaged<byte*, byte*, nuint, nint>)NativeLibrary.GetExport(library, "ptx_decode");
        run = (delegate* unmanaged<nint, int*, int*, void*, delegate* unmanaged<nuint, nuint*, nuint*, int>, byte*, nuint, int>)
            NativeLibrary.GetExport(library, "ptx_run");
        buffer = (uint*)NativeMemory.AlignedAlloc(Length * sizeof(uint), 64);
    }

    [OneTimeTearDown]
    public void Unload()
    {
        NativeMemory.AlignedFree(buffer);
        buffer = null;
        if (library != 0)
            NativeLibrary.Free(library);
        driver?.Dispose();
    }

    [TestCase("add.f32 %f3, %f1, %f2;", 1.5f, 2f, 3.5f)]
    [TestCase("sub.f32 %f3, %f1, %f2;", 1.5f, 2f, -0.5f)]
    [TestCase("mul.f32 %f3, %f1, %f2;", 1.5f, 2f, 3f)]
    [TestCase("div.rn.f32 %f3, %f1, %f2;", 3f, 2f, 1.5f)]
    [TestCase("max.f32 %f3, %f1, %f2;", -1f, 2f, 2f)]
    [TestCase("max.f32 %f3, %f1, %f2;", float.NaN, 2f, 2f)]
    [TestCase("min.f32 %f3, %f1, %f2;", 2f, float.NaN, 2f)]
    [TestCase("abs.f32 %f3, %f1;", -2f, 0f, 2f)]
    [TestCase("sqrt.rn.f32 %f3, %f1;", 9f, 0f, 3f)]
    [TestCase("rcp.rn.f32 %f3, %f1;", 4f, 0f, 0.25f)]
    [TestCase("setp.leu.f32 %p1, %f1, %f2; selp.b32 %f3, %f1, %f2, %p1;", 1f, 2f, 1f)]
    [TestCase("setp.leu.f32 %p1, %f1, %f2; selp.b32 %f3, %f2, 0f3F800000, %p1;", float.NaN, 2f, 2f)]
    [TestCase("setp.gt.f32 %p1, %f1, %f2; selp.b32 %f3, %f2, 0f3F800000, %p1;", float.NaN, 2f, 1f)]
    [TestCase("setp.geu.f32 %p1, %f1, %f2; mov.f32 %f3, 0f40A00000; @!%p1 mov.f32 %f3, %f2;", 1f, 2f, 2f)]
    public void Floats(string instructions, float a, float b, float expected)
    {
        Assert.That(Execute(OneThread("ld.global.f32 %f1, [%rd1]; ld.global.f32 %f2, [%rd1+4];", instructions, "st.global.f32 [%rd1+8], %f3;"),
            Bits(a), Bits(b)), Is.Null);
        Assert.That(BitConverter.UInt32BitsToSingle(buffer[2]), Is.EqualTo(expected));
    }

    [TestCase("add.s32 %r3, %r1, %r2;", int.MaxValue, 1, int.MinValue)]
    [TestCase("mul.lo.s32 %r3, %r1, %r2;", -3, 5, -15)]
    [TestCase("div.s32 %r3, %r1, %r2;", -7, 2, -3)]
    [TestCase("rem.s32 %r3, %r1, %r2;", -7, 2, -1)]
    [TestCase("min.s32 %r3, %r1, %r2;", -7, 2, -7)]
    [TestCase("shl.b32 %r3, %r1, %r2;", 3, 32, 0)]
    [TestCase("shr.s32 %r3, %r1, %r2;", -8, 40, -1)]
    [TestCase("shr.u32 %r3, %r1, %r2;", -8, 28, 15)]
    [TestCase("setp.eq.s32 %p1, %r1, %r2; selp.b32 %r3, 1, 0, %p1;", 4, 4, 1)]
    [TestCase("setp.lt.s32 %p1, %r1, %r2; setp.ne.s32 %p2, %r2, 0; and.pred %p1, %p1, %p2; selp.b32 %r3, 1, 0, %p1;", -1, 0, 0)]
    [TestCase("mul.wide.u32 %rd2, %r1, %r2; shr.u64 %rd2, %rd2, 32; cvt.s32.s64 %r3, %rd2;", -1, 2, 1)]
    [TestCase("cvt.u64.u32 %rd2, %r1; cvt.s64.s32 %rd3, %r1; add.s64 %rd2, %rd2, %rd3; cvt.s32.s64 %r3, %rd2;", -1, 0, -2)]
    [TestCase("mad.lo.u64 %rd2, %rd1, 0, 5; cvt.s32.s64 %r3, %rd2;", 0, 0, 5)]
    [TestCase("cvt.rn.f32.s32 %f1, %r1; cvt.rn.f32.u32 %f2, %r1; setp.gt.f32 %p1, %f2, %f1; selp.b32 %r3, 7, 0, %p1;", -1, 0, 7)]
    [TestCase("ld.global.b8 %rs1, [%rd1+1]; cvt.s32.u8 %r3, %rs1;", 0x8000, 0, 0x80)]
    public void Integers(string instructions, int a, int b, int expected)
    {
        Assert.That(Execute(OneThread("ld.global.b32 %r1, [%rd1]; ld.global.b32 %r2, [%rd1+4];", instructions, "st.global.b32 [%rd1+8], %r3;"),
            (uint)a, (uint)b), Is.Null);
        Assert.That((int)buffer[2], Is.EqualTo(expected));
    }

    [Test]
    public void Threads_of_a_group_exchange_values_through_shared_memory()
    {
        // Thread t of group g reads what thread 15 - t wrote: 100 g + 15 - t.
        const string Body = """
            mov.b32 %r1, %tid.x;
            mov.b32 %r2, %ctaid.x;
            mov.b64 %rd2, shared;
            mul.wide.u32 %rd3, %r1, 4;
            add.u64 %rd3, %rd2, %rd3;
            mul.lo.s32 %r3, %r2, 100;
            add.s32 %r3, %r3, %r1;
            st.shared.b32 [%rd3], %r3;
            bar.sync 0;
            sub.s32 %r4, 15, %r1;
            mul.wide.u32 %rd3, %r4, 4;
            add.u64 %rd3, %rd2, %rd3;
            ld.shared.b32 %r5, [%rd3];
            mov.b32 %r6, %ntid.x;
            mul.lo.s32 %r6, %r6, %r2;
            add.s32 %r6, %r6, %r1;
            mul.wide.u32 %rd3, %r6, 4;
            add.u64 %rd3, %rd1, %rd3;
            st.global.b32 [%rd3], %r5;
            """;
        for (var launch = 0; launch < 2; launch++)
        {
            Assert.That(Execute(Kernel(Body, sharedBytes: 64), groups: 4, threads: 16), Is.Null);
            Assert.That(
                new ReadOnlySpan<uint>(buffer, 64).ToArray(),
                Is.EqualTo(Enumerable.Range(0, 64).Select(i => (uint)(100 * (i / 16) + 15 - i % 16))));
        }
    }

    [TestCase("ld.global.f32 %f1, [%rd1+256];", "line 18 of its PTX, group 0, thread 0: 4 bytes at", "outside all memory")]
    [TestCase("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1+248];", "16 bytes", "outside all memory")]
    [TestCase("st.global.b32 [%rd1+2], %r1;", "4 bytes", "not aligned")]
    [TestCase("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1+8];", "16 bytes", "not aligned")]
    [TestCase("add.u64 %rd2, %rd1, %rd3; ld.global.b32 %r1, [%rd2];", "4 bytes", "outside all memory")] // a register never written
    [TestCase("mov.b64 %rd2, shared; ld.shared.b32 %r1, [%rd2+64];", "4 bytes at 64 of shared memory", "outside")]
    [TestCase("again: bra again;", "", "run for ever")]
    public void A_thread_that_goes_astray_is_named(string instructions, params string[] told)
    {
        var error = Execute(Kernel(instructions.Replace(";", ";\n").Replace(":", ":\n"), sharedBytes: 64));
        foreach (var part in told)
            Assert.That(error, Does.Contain(part));
    }

    [Test]
    public void A_race_in_shared_memory_is_seen_whichever_thread_comes_first(
        [Values("st.shared.b32 [%rd2], %r1;", "st.shared.b32 [%rd2+4], %r1; ld.shared.b32 %r2, [%rd2]; st.shared.b32 [%rd2], %r2;")] string access)
    {
        var text = Kernel($"mov.b64 %rd2, shared; mov.b32 %r1, %tid.x; {access}".Replace(";", ";\n"), sharedBytes: 64);
        for (var launch = 0; launch < 2; launch++)
            Assert.That(Execute(text, threads: 2), Does.Contain("since the last barrier"));
    }

    [Test]
    public void Threads_that_wait_at_different_barriers_are_seen() => Assert.That(
        Execute(Kernel("mov.b32 %r1, %tid.x;\nsetp.eq.s32 %p1, %r1, 3;\n@%p1 bra out;\nbar.sync 0;\nout:\n"), threads: 4),
        Does.Contain("thread 3: it does not come to the same barrier"));

    [Test]
    public void A_group_larger_than_the_kernel_is_compiled_for_is_refused() =>
        Assert.That(Execute(Kernel("bar.sync 0;"), threads: 257), Does.Contain("256 threads at most, not 257"));

    [TestCase("add.f16 %f1, %f1, %f1;", "instruction 'add.f16' is not known")]
    [TestCase("add.f32 %f1, %f1;", "add.f32 takes 3 operands")]
    [TestCase("add.f32 %f1, %f1, %f9999;", "register %f9999 is not declared")]
    [TestCase("add.s32 %r1, %r1, %f1;", "register %f1 does not fit an operand of type 's'")]
    [TestCase("cvt.u64.u32 %rd1, %rd2;", "register %rd2 does not fit an operand of type 'u'")]
    [TestCase("mov.f32 %f1, 1;", "'1' is no operand of type 'f'")]
    [TestCase("mov.b32 %r1, shared;", "shared memory is 64 bits")]
    [TestCase("bra nowhere;", "there is no label nowhere")]
    [TestCase("ld.param.b64 %rd1, [arguments+8];", "the parameter ends at byte 8")]
    [TestCase("ld.local.b32 %r1, [%rd1];", "memory 'local' is not known")]
    [TestCase("add.s32 %r1, %r1, %r1", "does not end with a semicolon")]
    public void Text_that_is_not_understood_is_refused(string line, string message) =>
        Assert.That(Execute(Kernel(line, sharedBytes: 64)), Does.StartWith("line 18: ").And.Contain(message));

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

    private int Call(string name, nint a, nint b = 0, nint c = 0, nint d = 0) =>
        ((delegate* unmanaged<nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, name))(a, b, c, d);

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static string OneThread(params string[] instructions) => Kernel(string.Concat(instructions).Replace(";", ";\n"));

    /// <summary>A kernel whose %rd1 is the buffer. Its <paramref name="body"/> begins in line 18.</summary>
    private static string Kernel(string body, int sharedBytes = 4) => $$"""
        .version 8.8
        .target sm_80
        .address_size 64
        .visible .entry Test(
        .param .align 8 .b8 arguments[8]
        )
        .maxntid 256, 1, 1
        {
        .shared .align 16 .b8 shared[{{sharedBytes}}];
        .reg .pred %p<4>;
        .reg .b16 %rs<4>;
        .reg .b32 %r<10>;
        .reg .b64 %rd<5>;
        .reg .f32 %f<10>;

        ld.param.b64 %rd4, [arguments];
        cvta.to.global.u64 %rd1, %rd4;
        {{body}}
        ret;
        }
        """;

    /// <summary>Runs a kernel on the buffer. Null, or what was wrong.</summary>
    private string? Execute(string text, uint first = 0, uint second = 0, int groups = 1, int threads = 1)
    {
        var error = stackalloc byte[512];
        nint kernel;
        fixed (byte* bytes = Encoding.ASCII.GetBytes(text + '\0'))
            kernel = decode(bytes, error, 512);
        if (kernel == 0)
            return Marshal.PtrToStringUTF8((nint)error);
        (buffer[0], buffer[1]) = (first, second);
        var grid = stackalloc int[] { groups, 1, 1 };
        var block = stackalloc int[] { threads, 1, 1 };
        var argument = (nint)buffer;
        return run(kernel, grid, block, &argument, &Find, error, 512) == 0 ? null : Marshal.PtrToStringUTF8((nint)error);
    }

    [UnmanagedCallersOnly]
    private static int Find(nuint address, nuint* begin, nuint* end)
    {
        (*begin, *end) = ((nuint)buffer, (nuint)(buffer + Length));
        return address >= *begin && address < *end ? 1 : 0;
    }
}
