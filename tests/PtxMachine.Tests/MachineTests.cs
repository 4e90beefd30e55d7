using System.Runtime.InteropServices;

namespace DqnGpu.PtxMachine.Tests;

/// <summary>What the machine computes, and what it must notice.</summary>
public sealed unsafe class MachineTests
{
    private const int Length = 320; // elements of the one buffer that its kernels may touch

    private static uint* buffer;
    private int launches;

    [OneTimeSetUp]
    public void Allocate() => buffer = (uint*)NativeMemory.AlignedAlloc(Length * sizeof(uint), 64);

    [OneTimeTearDown]
    public void Free()
    {
        NativeMemory.AlignedFree(buffer);
        buffer = null;
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
    [TestCase("setp.neu.f32 %p1, %f1, %f2; selp.b32 %f3, 0f40A00000, %f2, %p1;", float.NaN, 2f, 5f)]
    public void Floats(string instructions, float a, float b, float expected)
    {
        Assert.That(Execute(TestText.OneThread("ld.global.f32 %f1, [%rd1]; ld.global.f32 %f2, [%rd1+4];", instructions, "st.global.f32 [%rd1+8], %f3;"),
            Bits(a), Bits(b)), Is.Null);
        Assert.That(BitConverter.UInt32BitsToSingle(buffer[2]), Is.EqualTo(expected));
    }

    [TestCase("add.s32 %r3, %r1, %r2;", int.MaxValue, 1, int.MinValue)]
    [TestCase("mul.lo.s32 %r3, %r1, %r2;", -3, 5, -15)]
    [TestCase("div.s32 %r3, %r1, %r2;", -7, 2, -3)]
    [TestCase("rem.s32 %r3, %r1, %r2;", -7, 2, -1)]
    [TestCase("min.s32 %r3, %r1, %r2;", -7, 2, -7)]
    [TestCase("min.u32 %r3, %r1, %r2;", -7, 2, 2)]
    [TestCase("max.u32 %r3, %r1, %r2;", -7, 2, -7)]
    [TestCase("div.u32 %r3, %r1, %r2;", -2, 2, int.MaxValue)]
    [TestCase("rem.u32 %r3, %r1, %r2;", -1, 16, 15)]
    [TestCase("sub.u32 %r3, %r1, %r2;", 1, 2, -1)]
    [TestCase("not.b32 %r3, %r1;", 5, 0, -6)]
    [TestCase("setp.lo.u32 %p1, %r1, %r2; setp.ne.u32 %p2, %r1, %r2; and.pred %p1, %p1, %p2; selp.b32 %r3, 1, 0, %p1;", 1, -1, 1)]
    [TestCase("setp.ls.u32 %p1, %r1, %r2; setp.hs.u32 %p2, %r1, %r2; and.pred %p1, %p1, %p2; selp.b32 %r3, 1, 0, %p1;", -1, -1, 1)]
    [TestCase("setp.hi.u32 %p1, %r1, %r2; selp.b32 %r3, 1, 0, %p1;", -1, 1, 1)]
    [TestCase("cvt.u64.u32 %rd2, %r1; cvt.u32.u64 %r3, %rd2;", -1, 0, -1)]
    [TestCase("shl.b32 %r3, %r1, %r2;", 3, 32, 0)]
    [TestCase("shr.s32 %r3, %r1, %r2;", -8, 40, -1)]
    [TestCase("shr.u32 %r3, %r1, %r2;", -8, 28, 15)]
    [TestCase("setp.eq.s32 %p1, %r1, %r2; selp.b32 %r3, 1, 0, %p1;", 4, 4, 1)]
    [TestCase("setp.lt.s32 %p1, %r1, %r2; mov.pred %p2, %p1; setp.eq.s32 %p1, %r1, %r2; selp.b32 %r3, 1, 0, %p2;", -1, 0, 1)]
    [TestCase("mov.pred %p1, 0; mov.pred %p2, 1; selp.b32 %r3, %r1, %r2, %p1; selp.b32 %r3, %r3, 7, %p2;", 5, 6, 6)]
    [TestCase("setp.lt.s32 %p1, %r1, %r2; setp.ne.s32 %p2, %r2, 0; and.pred %p1, %p1, %p2; selp.b32 %r3, 1, 0, %p1;", -1, 0, 0)]
    [TestCase("mul.wide.u32 %rd2, %r1, %r2; shr.u64 %rd2, %rd2, 32; cvt.s32.s64 %r3, %rd2;", -1, 2, 1)]
    [TestCase("cvt.u64.u32 %rd2, %r1; cvt.s64.s32 %rd3, %r1; add.s64 %rd2, %rd2, %rd3; cvt.s32.s64 %r3, %rd2;", -1, 0, -2)]
    [TestCase("mad.lo.u64 %rd2, %rd1, 0, 5; cvt.s32.s64 %r3, %rd2;", 0, 0, 5)]
    [TestCase("cvt.rn.f32.s32 %f1, %r1; cvt.rn.f32.u32 %f2, %r1; setp.gt.f32 %p1, %f2, %f1; selp.b32 %r3, 7, 0, %p1;", -1, 0, 7)]
    [TestCase("ld.global.b8 %rs1, [%rd1+1]; cvt.s32.u8 %r3, %rs1;", 0x8000, 0, 0x80)]
    public void Integers(string instructions, int a, int b, int expected)
    {
        Assert.That(Execute(TestText.OneThread("ld.global.b32 %r1, [%rd1]; ld.global.b32 %r2, [%rd1+4];", instructions, "st.global.b32 [%rd1+8], %r3;"),
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
            Assert.That(Execute(TestText.Kernel(Body, sharedBytes: 64), groups: 4, threads: 16), Is.Null);
            Assert.That(
                new ReadOnlySpan<uint>(buffer, 64).ToArray(),
                Is.EqualTo(Enumerable.Range(0, 64).Select(i => (uint)(100 * (i / 16) + 15 - i % 16))));
        }
    }

    [Test]
    public void Threads_of_a_warp_exchange_values_behind_a_barrier_of_the_warp()
    {
        // Thread t gives 100 + t to thread t ^ 31 of its own warp, twice through the same word.
        const string Body = """
            mov.b32 %r1, %tid.x;
            xor.b32 %r2, %r1, 31;
            add.s32 %r3, %r1, 100;
            mov.b64 %rd2, shared;
            mul.wide.u32 %rd3, %r1, 4;
            add.u64 %rd4, %rd1, %rd3;
            add.u64 %rd3, %rd2, %rd3;
            st.shared.b32 [%rd3], %r3;
            bar.warp.sync 4294967295;
            mul.wide.u32 %rd1, %r2, 4;
            add.u64 %rd1, %rd2, %rd1;
            ld.shared.b32 %r4, [%rd1];
            bar.warp.sync 0xffffffff;
            st.shared.b32 [%rd3], %r4;
            bar.warp.sync -1;
            ld.shared.b32 %r5, [%rd1];
            sub.s32 %r5, %r4, %r5;
            st.global.b32 [%rd4], %r5;
            """;
        for (var launch = 0; launch < 2; launch++)
        {
            Assert.That(Execute(TestText.Kernel(Body, sharedBytes: 256), threads: 64), Is.Null);
            Assert.That(
                new ReadOnlySpan<int>(buffer, 64).ToArray(), Is.EqualTo(Enumerable.Range(0, 64).Select(t => (t ^ 31) - t)));
        }
    }

    [TestCase("st.shared.b32 [%rd3], %r1; WARP ld.shared.b32 %r4, [%rd2];", Description = "written, then read by another warp")]
    [TestCase("ld.shared.b32 %r4, [%rd2]; WARP st.shared.b32 [%rd3], %r1;", Description = "read, then written by another warp")]
    public void A_barrier_of_the_warp_holds_back_no_other_warp(string instructions)
    {
        // rd3 is the thread's own word, rd2 the word of thread 0.
        const string Own = "mov.b32 %r1, %tid.x; mov.b64 %rd2, shared; mul.wide.u32 %rd3, %r1, 4; add.u64 %rd3, %rd2, %rd3;";
        var text = (Own + instructions).Replace("WARP", "bar.warp.sync 4294967295;").Replace(";", ";\n");
        for (var launch = 0; launch < 2; launch++)
            Assert.That(Execute(TestText.Kernel(text, sharedBytes: 256), threads: 64), Does.Contain("since the last barrier"));
    }

    [Test]
    public void A_race_inside_a_warp_is_seen_where_its_barrier_is_missing([Values("st", "ld")] string first)
    {
        var access = first == "st" ? "st.shared.b32 [%rd3], %r1; ld.shared.b32 %r4, [%rd2];" : "ld.shared.b32 %r4, [%rd2]; st.shared.b32 [%rd3], %r1;";
        var text = "mov.b32 %r1, %tid.x; xor.b32 %r2, %r1, 1; mov.b64 %rd3, shared; bar.warp.sync -1; mul.wide.u32 %rd2, %r2, 4;" +
            "add.u64 %rd2, %rd3, %rd2; mul.wide.u32 %rd4, %r1, 4; add.u64 %rd3, %rd3, %rd4;" + access;
        for (var launch = 0; launch < 2; launch++)
            Assert.That(Execute(TestText.Kernel(text.Replace(";", ";\n"), sharedBytes: 128), threads: 32), Does.Contain("since the last barrier"));
    }

    [TestCase("down", "4, 31", 4)]
    [TestCase("up", "4, 0", -4)]
    [TestCase("bfly", "1, 31", 1)]
    [TestCase("idx", "3, 31", 3)]
    [TestCase("down", "4, 6175", 4, 8)] // segments of 8: (32 - 8) << 8 | 31
    public void Lanes_read_each_other(string mode, string operands, int offset, int width = 32)
    {
        var body = "mov.b32 %r1, %tid.x; add.s32 %r3, %r1, 100; mul.wide.u32 %rd3, %r1, 4; add.u64 %rd3, %rd1, %rd3;" +
            $"shfl.sync.{mode}.b32 %r3, %r3, {operands}, 4294967295; st.global.b32 [%rd3], %r3;";
        Assert.That(Execute(TestText.Kernel(body.Replace(";", ";\n")), threads: 64), Is.Null);
        int Source(int lane) => mode == "bfly" ? lane ^ offset : mode == "idx" ? offset : lane + offset;
        Assert.That(new ReadOnlySpan<int>(buffer, 64).ToArray(), Is.EqualTo(Enumerable.Range(0, 64).Select(thread =>
        {
            var (segment, lane) = (thread / width * width, thread % width);
            return 100 + segment + (Source(lane) is var source && source >= 0 && source < width ? source : lane);
        })));
    }

    [Test]
    public void Groups_count_their_arrivals_and_the_last_one_sees_what_the_others_wrote()
    {
        // Each group writes its number + 1; the last to arrive adds them up: 1 + .. + 32. Word 63 is the counter, 62 the sum.
        const string Body = """
            mov.b32 %r1, %ctaid.x;
            add.s32 %r2, %r1, 1;
            mul.wide.u32 %rd2, %r1, 4;
            add.u64 %rd2, %rd1, %rd2;
            st.global.b32 [%rd2], %r2;
            membar.gl;
            atom.add.global.u32 %r3, [%rd1+252], 1;
            membar.gl;
            mov.b32 %r4, %nctaid.x;
            sub.s32 %r4, %r4, 1;
            setp.ne.s32 %p1, %r3, %r4;
            @%p1 bra out;
            mov.b32 %r5, 0;
            mov.b32 %r6, 0;
            next:
            ld.global.b32 %r7, [%rd1];
            add.s32 %r6, %r6, %r7;
            add.u64 %rd1, %rd1, 4;
            add.s32 %r5, %r5, 1;
            setp.le.s32 %p2, %r5, %r4;
            @%p2 bra next;
            st.global.b32 [%rd1+120], %r6;
            out:
            """;
        var text = TestText.Kernel(Body);
        for (var launch = 0; launch < 8; launch++)
        {
            (buffer[62], buffer[63]) = (0, 0);
            Assert.That(Execute(text, groups: 32), Is.Null);
            Assert.That((buffer[62], buffer[63]), Is.EqualTo((32u * 33 / 2, 32u)));
        }
    }

    [TestCase("red.add.global.u32 [%rd1], %r1;", 7u, 12u, 5u)]
    [TestCase("atom.add.global.u32 %r1, [%rd1], 3;", 7u, 10u, 7u)]
    [TestCase("atom.exch.global.b32 %r1, [%rd1], 3;", 7u, 3u, 7u)]
    [TestCase("atom.cas.global.b32 %r1, [%rd1], 7, 3;", 7u, 3u, 7u)]
    [TestCase("atom.cas.global.b32 %r1, [%rd1], 8, 3;", 7u, 7u, 7u)]
    public void Words_change_indivisibly(string instruction, uint old, uint changed, uint returned)
    {
        Assert.That(Execute(TestText.OneThread("mov.b32 %r1, 5;", instruction, "st.global.b32 [%rd1+4], %r1;"), old), Is.Null);
        Assert.That((buffer[0], buffer[1]), Is.EqualTo((changed, returned)));
    }

    [Test]
    public void Each_thread_has_local_memory_of_its_own()
    {
        const string Body = """
            mov.b64 %rd2, second;
            mov.b32 %r1, %tid.x;
            st.local.b32 [%rd2+4], %r1;
            bar.sync 0;
            ld.local.b32 %r2, [%rd2+4];
            mul.wide.u32 %rd3, %r1, 4;
            add.u64 %rd3, %rd1, %rd3;
            st.global.b32 [%rd3], %r2;
            """;
        var text = TestText.Kernel(Body, declarations: ".local .align 4 .b8 first[4];\n.local .align 8 .b8 second[8];\n");
        Assert.That(Execute(text, threads: 48), Is.Null);
        Assert.That(new ReadOnlySpan<uint>(buffer, 48).ToArray(), Is.EqualTo(Enumerable.Range(0, 48)));
    }

    [Test]
    public void Pieces_of_shared_memory_lie_side_by_side_and_the_launchs_own_behind_them()
    {
        const string Body = """
            mov.b64 %rd2, shared;
            mov.b64 %rd3, second;
            mov.b64 %rd4, sized;
            st.global.b64 [%rd1], %rd2;
            st.global.b64 [%rd1+8], %rd3;
            st.global.b64 [%rd1+16], %rd4;
            mov.b32 %r1, %dynamic_smem_size;
            st.global.b32 [%rd1+24], %r1;
            st.shared.b32 [%rd4+8], %r1;
            """;
        var text = ".extern .shared .align 4 .b8 sized[];\n" + TestText.Kernel(Body, sharedBytes: 6, ".shared .align 8 .b8 second[4];\n");
        Assert.That(Execute(text, dynamicShared: 12), Is.Null);
        Assert.That(new ReadOnlySpan<long>(buffer, 3).ToArray(), Is.EqualTo(new[] { 16, 0, 32 }));
        Assert.That(buffer[6], Is.EqualTo(12u));
        Assert.That(Execute(text, dynamicShared: 8), Does.Contain("4 bytes at 40 of shared memory are outside"));
        Assert.That(Execute(text, dynamicShared: 49152 - 16), Does.Contain("asks for 49168 bytes of shared memory"));
    }

    [TestCase("ld.global.f32 %f1, [%rd1+1280];", "line 19 of its PTX, group 0, thread 0: 4 bytes at", "outside all memory")]
    [TestCase("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1+1272];", "16 bytes", "outside all memory")]
    [TestCase("st.global.b32 [%rd1+2], %r1;", "4 bytes", "not aligned")]
    [TestCase("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1+8];", "16 bytes", "not aligned")]
    [TestCase("add.u64 %rd2, %rd1, %rd3; ld.global.b32 %r1, [%rd2];", "4 bytes", "outside all memory")] // a register never written
    [TestCase("mov.b64 %rd2, shared; ld.shared.b32 %r1, [%rd2+64];", "4 bytes at 64 of shared memory", "outside")]
    [TestCase("mov.b64 %rd2, local; ld.local.b32 %r1, [%rd2+8];", "4 bytes at 8 of local memory", "outside")]
    [TestCase("mov.b64 %rd2, local; ld.shared.b32 %r1, [%rd2];", "of shared memory", "outside")]
    [TestCase("mov.b64 %rd2, shared; st.local.b32 [%rd2], %r1;", "of local memory", "outside")]
    [TestCase("atom.add.global.u32 %r1, [%rd1+1280], 1;", "4 bytes", "outside all memory")]
    [TestCase("shfl.sync.idx.b32 %r1, %r1, 3, 31, 4294967295;", "lane 3, which the group does not have")]
    [TestCase("again: bra again;", "", "run for ever")]
    public void A_thread_that_goes_astray_is_named(string instructions, params string[] told)
    {
        var error = Execute(TestText.Kernel(instructions.Replace(";", ";\n").Replace(":", ":\n"), sharedBytes: 64, ".local .align 4 .b8 local[8];\n"));
        foreach (var part in told)
            Assert.That(error, Does.Contain(part));
    }

    [TestCase(4, true)]
    [TestCase(3, false)]
    public void A_warp_may_come_to_as_many_branches_as_the_launch_says(int most, bool isEnough)
    {
        using var launch = new TestLaunch(words: 1);
        var text = TestText.Kernel(
            "mov.b32 %r1, 0;\nagain:\nadd.s32 %r1, %r1, 1;\nsetp.lt.s32 %p1, %r1, 4;\n@%p1 bra again;\n");
        Assert.That(
            () => launch.Count(text, new(new(1), new(1)) { MostBranches = most }),
            isEnough ? Throws.Nothing : Throws.TypeOf<MachineFault>().With.Property(nameof(MachineFault.Kind)).EqualTo(FaultKind.EndlessLoop));
    }

    [Test]
    public void A_race_in_shared_memory_is_seen_whichever_thread_comes_first(
        [Values("st.shared.b32 [%rd2], %r1;", "st.shared.b32 [%rd2+4], %r1; ld.shared.b32 %r2, [%rd2]; st.shared.b32 [%rd2], %r2;")] string access)
    {
        var text = TestText.Kernel($"mov.b64 %rd2, shared; mov.b32 %r1, %tid.x; {access}".Replace(";", ";\n"), sharedBytes: 64);
        for (var launch = 0; launch < 2; launch++)
            Assert.That(Execute(text, threads: 2), Does.Contain("since the last barrier"));
    }

    [TestCase(1f, 1f)]
    [TestCase(-3.5f, -3.5f)]
    [TestCase(1 + 1f / 4096, 1f)] // less than half a unit of the last place, 2^-11
    [TestCase(1 + 1f / 2048, 1 + 1f / 1024)] // half of it: away from zero
    [TestCase(-1 - 1f / 2048, -1 - 1f / 1024)]
    [TestCase(float.MaxValue, float.PositiveInfinity)]
    [TestCase(float.NaN, float.NaN)]
    [TestCase(float.NegativeInfinity, float.NegativeInfinity)]
    public void A_float_is_rounded_to_tf32(float value, float expected)
    {
        Assert.That(Execute(TestText.OneThread("ld.global.f32 %f1, [%rd1]; cvt.rna.tf32.f32 %r1, %f1; st.global.b32 [%rd1+4], %r1;"), Bits(value)), Is.Null);
        Assert.That(BitConverter.UInt32BitsToSingle(buffer[1]), Is.EqualTo(expected));
    }

    [Test]
    public void A_warp_multiplies_matrices()
    {
        // a [16, 8], b [8, 8], c [16, 8] from hash-like small integers, whose products and sums are exact in any order.
        static float A(int m, int k) => (m * 7 + k * 3) % 11 - 5;
        static float B(int k, int n) => (k * 5 + n * 2) % 13 - 6;
        static float C(int m, int n) => (m + n * 9) % 17;
        var memory = Fragments(A, B, C);
        Assert.That(MultiplyMatrices(memory), Is.Null);
        for (var m = 0; m < 16; m++)
        {
            for (var n = 0; n < 8; n++)
            {
                var expected = C(m, n);
                for (var k = 0; k < 8; k++)
                    expected += A(m, k) * B(k, n);
                Assert.That(Result(memory, m, n), Is.EqualTo(expected), $"[{m}, {n}]");
            }
        }
    }

    [Test]
    public void A_matrix_product_ignores_what_tf32_does_not_hold_and_sums_in_fp32()
    {
        // The 13 low bits of a factor change nothing; the sum keeps what a product in tf32 would lose.
        var memory = Fragments((_, _) => 1 + 1f / 2048, (k, _) => k == 3 ? 1 : 0, (_, _) => 1f / 4096);
        Assert.That(MultiplyMatrices(memory), Is.Null);
        Assert.That(Result(memory, 5, 6), Is.EqualTo(1 + 1f / 4096));
    }

    [TestCase(1f)]
    [TestCase(-1f)]
    public void A_matrix_product_cuts_off_what_fp32_does_not_hold(float sign)
    {
        // 1 + 2^-24 + 2^-24 at once: 1 + 2^-23. Only one of the two, or each in a sum of its own: nothing.
        var small = sign * MathF.ScaleB(1, -24);
        var memory = Fragments((_, _) => 1, (k, n) => (n == 0 ? k is 0 or 1 : k is 0 or 4) ? small : 0, (_, _) => sign);
        Assert.That(MultiplyMatrices(memory), Is.Null);
        Assert.That((Result(memory, 3, 0), Result(memory, 3, 1)), Is.EqualTo((sign * (1 + MathF.ScaleB(1, -23)), sign)));
    }

    [Test]
    public void A_matrix_product_needs_a_whole_warp() =>
        Assert.That(Execute(TestText.Kernel(MatrixProduct.Replace(";", ";\n")), threads: 16), Does.Contain("a matrix product needs all threads of a warp"));

    [Test]
    public void Threads_that_wait_at_different_barriers_are_seen() => Assert.That(
        Execute(TestText.Kernel("mov.b32 %r1, %tid.x;\nsetp.eq.s32 %p1, %r1, 3;\n@%p1 bra out;\nbar.sync 0;\nout:\n"), threads: 4),
        Does.Contain("thread 3: it does not come to the same barrier"));

    [Test]
    public void Threads_of_a_warp_that_go_different_ways_are_seen(
        [Values("bar.warp.sync -1;", "shfl.sync.bfly.b32 %r2, %r1, 1, 31, -1;")] string meeting) => Assert.That(
        Execute(TestText.Kernel($"mov.b32 %r1, %tid.x;\nsetp.eq.s32 %p1, %r1, 35;\n@%p1 bra out;\n{meeting}\nout:\n"), threads: 64),
        Does.Contain("thread 35: it does not come to the same barrier as thread 32"));

    [Test]
    public void Warps_that_wait_at_different_barriers_are_seen() => Assert.That(
        Execute(TestText.Kernel("mov.b32 %r1, %tid.x;\nsetp.ge.s32 %p1, %r1, 32;\n@%p1 bra out;\nbar.sync 0;\nout:\n"), threads: 64),
        Does.Contain("thread 32: it does not come to the same barrier as thread 0"));

    [Test]
    public void A_group_larger_than_the_kernel_is_compiled_for_is_refused() =>
        Assert.That(Execute(TestText.Kernel("bar.sync 0;"), threads: 257), Does.Contain("256 threads at most, not 257"));

    [TestCase("add.f16 %f1, %f1, %f1;", "instruction 'add.f16' is not known")]
    [TestCase("add.f32 %f1, %f1;", "add.f32 takes 3 operands")]
    [TestCase("add.f32 %f1, %f1, %f9999;", "register %f9999 is not declared")]
    [TestCase("add.s32 %r1, %r1, %f1;", "register %f1 does not fit an operand of type 's'")]
    [TestCase("cvt.u64.u32 %rd1, %rd2;", "register %rd2 does not fit an operand of type 'u'")]
    [TestCase("mov.f32 %f1, 1;", "'1' is no operand of type 'f'")]
    [TestCase("mov.b32 %r1, shared;", "shared memory is 64 bits")]
    [TestCase("bra nowhere;", "there is no label nowhere")]
    [TestCase("ld.param.b64 %rd1, [arguments+8];", "the parameter ends at byte 8")]
    [TestCase("ld.const.b32 %r1, [%rd1];", "memory 'const' is not known")]
    [TestCase("mov.b64 %rd1, elsewhere;", "there is no memory 'elsewhere'")]
    [TestCase("atom.add.global.f32 %f1, [%rd1], %f2;", "is not known")]
    [TestCase("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1, %f2}, {%r1}, {%r1}, {%f1};", "a vector of 4 registers is expected")]
    [TestCase("bar.warp.sync 15;", "for some of its threads only")]
    [TestCase("@%p1 bar.warp.sync -1;", "for some threads only")]
    [TestCase(".shared .align 4 .b8 late[4];", "declared behind an instruction")]
    [TestCase("add.s32 %r1, %r1, %r1", "does not end with a semicolon")]
    public void Text_that_is_not_understood_is_refused(string line, string message) =>
        Assert.That(Execute(TestText.Kernel(line, sharedBytes: 64)), Does.StartWith("line 18: ").And.Contain(message));

    private const string MatrixProduct =
        "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1, %f2, %f3, %f4}, {%r1, %r2, %r3, %r4}, {%r5, %r6}, {%f1, %f2, %f3, %f4};";

    /// <summary>[10][32]: for each register of a fragment (4 of a, 2 of b, 4 of c) what each lane holds of it.</summary>
    private static float[] Fragments(Func<int, int, float> a, Func<int, int, float> b, Func<int, int, float> c)
    {
        // From the PTX manual's pictures of m16n8k8, .tf32.
        var memory = new float[10 * 32];
        for (var lane = 0; lane < 32; lane++)
        {
            var (group, thread) = (lane / 4, lane % 4);
            float[] held =
            [
                a(group, thread), a(group + 8, thread), a(group, thread + 4), a(group + 8, thread + 4),
                b(thread, group), b(thread + 4, group),
                c(group, 2 * thread), c(group, 2 * thread + 1), c(group + 8, 2 * thread), c(group + 8, 2 * thread + 1),
            ];
            for (var register = 0; register < held.Length; register++)
                memory[register * 32 + lane] = held[register];
        }
        return memory;
    }

    private static float Result(float[] memory, int m, int n) => memory[(6 + m / 8 * 2 + n % 2) * 32 + m % 8 * 4 + n / 2];

    /// <summary>c = a b + c by one warp, on fragments in memory.</summary>
    private string? MultiplyMatrices(float[] fragments)
    {
        var (loads, stores) = ("", "");
        for (var register = 0; register < 10; register++)
        {
            var name = register < 6 ? $"%r{register + 1}" : $"%f{register - 5}";
            loads += $"ld.global.{(register < 6 ? "b32" : "f32")} {name}, [%rd2+{register * 128}];";
            if (register >= 6)
                stores += $"st.global.f32 [%rd2+{register * 128}], {name};";
        }
        var body = "mov.b32 %r7, %laneid; mul.wide.u32 %rd2, %r7, 4; add.u64 %rd2, %rd1, %rd2;" + loads + MatrixProduct + stores;
        fragments.AsSpan().CopyTo(new Span<float>(buffer, Length));
        var error = Execute(TestText.Kernel(body.Replace(";", ";\n")), buffer[0], buffer[1], threads: 32);
        new ReadOnlySpan<float>(buffer, fragments.Length).CopyTo(fragments);
        return error;
    }

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    /// <summary>Runs a kernel on the buffer, every other time backwards. Null, or what was wrong.</summary>
    private string? Execute(string text, uint first = 0, uint second = 0, int groups = 1, int threads = 1, int dynamicShared = 0)
    {
        (buffer[0], buffer[1]) = (first, second);
        var argument = (nint)buffer;
        try
        {
            Machine.Run(PtxKernel.Parse(text), new Launch(new(groups), new(threads), dynamicShared) { IsBackwards = ++launches % 2 == 0 },
                new(&argument, sizeof(nint)), new MachineMemory([new((ulong)buffer, Length * sizeof(uint), "buffer", sizeof(uint))]));
            return null;
        }
        catch (Exception error) when (error is PtxException or MachineFault)
        {
            return error.Message;
        }
    }
}
