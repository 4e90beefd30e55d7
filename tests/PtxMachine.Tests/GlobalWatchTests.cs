namespace DqnGpu.PtxMachine.Tests;

/// <summary>Races in global memory, inside a group and between groups, and what orders them.</summary>
public sealed class GlobalWatchTests
{
    private const string Index = "mov.b32 %r1, %tid.x; mov.b32 %r2, %ctaid.x; mov.b32 %r3, %nctaid.x; mul.wide.u32 %rd2, %r1, 4; add.u64 %rd2, %rd1, %rd2;" +
        "xor.b32 %r4, %r1, 1; mul.wide.u32 %rd3, %r4, 4; add.u64 %rd3, %rd1, %rd3;";

    // The last group to come reads what the others wrote: word 32 counts, words 0 to 31 are written one by each group.
    private const string LastGroup = "mul.wide.u32 %rd2, %r2, 4; add.u64 %rd2, %rd1, %rd2; st.global.b32 [%rd2], 7; FIRST atom.add.global.u32 %r5, [%rd1+128], 1; SECOND" +
        "add.s32 %r5, %r5, 1; setp.ne.s32 %p1, %r5, %r3; @%p1 ret; ld.global.b32 %r6, [%rd1]; ld.global.b32 %r7, [%rd1+4];";

    [TestCase("st.global.b32 [%rd1], %r1;", "it writes buffer[0], which was written by thread 0 of its group, and no barrier lies between")]
    [TestCase("st.global.b32 [%rd2], %r1; ld.global.b32 %r5, [%rd3];", "it reads buffer[1], which was written by thread 1 of its group, and no barrier lies between")]
    [TestCase("ld.global.b32 %r5, [%rd3]; st.global.b32 [%rd2], %r1;", "which was read by thread 1 of its group, and no barrier lies between")]
    [TestCase("ld.global.b32 %r5, [%rd1]; add.s32 %r5, %r5, 1; st.global.b32 [%rd1], %r5;", "which was read by several threads of its group")]
    public void Threads_of_a_group_race(string body, string told) => Assert.That(Execute(body, groups: 1, threads: 64), Does.Contain(told));

    [TestCase("st.global.b32 [%rd2], %r1; bar.sync 0; ld.global.b32 %r5, [%rd3];")]
    [TestCase("ld.global.b32 %r5, [%rd3]; bar.sync 0; st.global.b32 [%rd2], %r1;")]
    [TestCase("st.global.b32 [%rd2], %r1; bar.warp.sync -1; ld.global.b32 %r5, [%rd3];")] // neighbours are of one warp
    [TestCase("ld.global.b32 %r5, [%rd2]; add.s32 %r5, %r5, 1; st.global.b32 [%rd2], %r5;")] // its own word
    [TestCase("ld.global.b32 %r5, [%rd1];")]
    [TestCase("atom.add.global.u32 %r5, [%rd1], 1;")]
    public void What_is_ordered_is_no_race(string body) => Assert.That(Execute(body, groups: 1, threads: 64), Is.Null);

    [TestCase("st.global.b32 [%rd2], %r1;", "it writes buffer[0], which was written by thread 0 of group 0, and nothing orders the two groups")]
    [TestCase("setp.eq.s32 %p1, %r2, 1; @%p1 bra second; st.global.b32 [%rd2], 1; ret; second: ld.global.b32 %r5, [%rd2];", "it reads buffer[0], which was written by thread 0 of group 0")]
    [TestCase("setp.eq.s32 %p1, %r2, 2; @%p1 bra third; ld.global.b32 %r5, [%rd2]; ret; third: st.global.b32 [%rd2], 1;", "it writes buffer[0], which was read by thread 0 of group")]
    public void Groups_race(string body, string told) => Assert.That(Execute(body, groups: 3, threads: 1), Does.Contain(told));

    [TestCase("membar.gl;", "membar.gl;", true)]
    [TestCase("", "membar.gl;", false)] // what it wrote may come later than the change
    [TestCase("membar.gl;", "", false)] // what it reads may have been read earlier
    [TestCase("membar.cta;", "membar.gl;", false)] // ordered for its own group alone
    [TestCase("fence.acq_rel.gpu;", "fence.acq_rel.gpu;", true)]
    public void The_last_group_sees_the_others_work_behind_fences(string first, string second, bool isOrdered) => Assert.That(
        Execute(LastGroup.Replace("FIRST", first).Replace("SECOND", second), groups: 8, threads: 1), isOrdered ? Is.Null : Does.Contain("nothing orders the two groups"));

    [Test]
    public void A_change_can_be_its_own_fences() => Assert.That(
        Execute(LastGroup.Replace("FIRST", "").Replace("SECOND", "").Replace("atom.add.global", "atom.acq_rel.gpu.global.add"), groups: 8, threads: 1), Is.Null);

    // As people write it: all threads write and fence, meet, and the first one counts for all of them.
    [TestCase("membar.gl;", true)]
    [TestCase("", false)]
    public void One_thread_counts_for_its_group(string fence, bool isOrdered)
    {
        const string Body = "add.s32 %r4, %r1, 1; mul.lo.s32 %r5, %r2, 8; add.s32 %r5, %r5, %r1; mul.wide.u32 %rd2, %r5, 4; add.u64 %rd2, %rd1, %rd2; st.global.b32 [%rd2], %r4; FENCE bar.sync 0;" +
            "setp.ne.s32 %p1, %r1, 0; @%p1 bra wait; atom.add.global.u32 %r6, [%rd1+256], 1; membar.gl; mov.b64 %rd3, shared; st.shared.b32 [%rd3], %r6; wait: bar.sync 0; mov.b64 %rd3, shared; ld.shared.b32 %r6, [%rd3];" +
            "add.s32 %r6, %r6, 1; setp.ne.s32 %p2, %r6, %r3; @%p2 ret; mul.wide.u32 %rd2, %r1, 4; add.u64 %rd2, %rd1, %rd2; ld.global.b32 %r7, [%rd2];";
        Assert.That(Execute(Body.Replace("FENCE", fence), groups: 4, threads: 8), isOrdered ? Is.Null : Does.Contain("nothing orders the two groups"));
    }

    [Test]
    public void Nothing_is_said_unless_asked() => Assert.That(Execute("st.global.b32 [%rd1], %r1;", groups: 3, threads: 64, watches: false), Is.Null);

    private static string? Execute(string body, int groups, int threads, bool watches = true)
    {
        using var launch = new TestLaunch(96);
        try
        {
            launch.Count(TestText.Kernel(TestText.Lines(Index + body)), new(new(groups), new(threads)) { WatchesGlobalMemory = watches });
            return null;
        }
        catch (MachineFault fault) when (fault.Kind == FaultKind.Race)
        {
            return fault.Message;
        }
    }
}
