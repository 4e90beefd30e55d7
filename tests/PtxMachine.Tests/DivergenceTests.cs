namespace DqnGpu.PtxMachine.Tests;

/// <summary>Lanes that go different ways join where the ways meet, and what that costs is counted.</summary>
public sealed class DivergenceTests
{
    // Each thread's own word is [%rd2].
    private const string Own = "mov.b32 %r1, %tid.x; mul.wide.u32 %rd2, %r1, 4; add.u64 %rd2, %rd1, %rd2; mov.b32 %r2, 0;";

    [Test]
    public void A_branch_that_some_take_is_executed_on_both_sides_and_its_end_once([Values] bool backwards)
    {
        // Lanes below 8 add 10, the others 20; then all add 1.
        var counts = Count(
            "setp.lt.s32 %p1, %r1, 8; @%p1 bra few; add.s32 %r2, %r2, 20; bra join; few: add.s32 %r2, %r2, 10; join: add.s32 %r2, %r2, 1;", 32, backwards,
            thread => thread < 8 ? 11u : 21);
        Assert.That(counts.Total.Divergences, Is.EqualTo(1));
        Assert.That(Executions(counts, "add.s32 %r2, %r2, 20;"), Is.EqualTo((1, 24)));
        Assert.That(Executions(counts, "add.s32 %r2, %r2, 10;"), Is.EqualTo((1, 8)));
        Assert.That(Executions(counts, "add.s32 %r2, %r2, 1;"), Is.EqualTo((1, 32)));
    }

    [Test]
    public void A_branch_that_whole_warps_take_costs_nothing([Values] bool backwards)
    {
        var counts = Count(
            "setp.lt.s32 %p1, %r1, 32; @%p1 bra few; add.s32 %r2, %r2, 20; bra join; few: add.s32 %r2, %r2, 10; join: add.s32 %r2, %r2, 1;", 64, backwards,
            thread => thread < 32 ? 11u : 21);
        Assert.That((counts.Total.Divergences, counts.ThreadShare), Is.EqualTo((0, 1.0)));
    }

    [Test]
    public void A_loop_lasts_as_long_as_its_longest_lane([Values] bool backwards)
    {
        // Thread t goes round t mod 4 + 1 times, and skips one addition in the third round.
        const string Loop = "rem.s32 %r3, %r1, 4; again: setp.eq.s32 %p2, %r2, 2; @%p2 bra skip; add.s32 %r4, %r4, 1; skip:" +
            "add.s32 %r2, %r2, 1; setp.le.s32 %p1, %r2, %r3; @%p1 bra again; mul.lo.s32 %r2, %r2, 100; add.s32 %r2, %r2, %r4;";
        var counts = Count("mov.b32 %r4, 0;" + Loop, 32, backwards, thread => (thread % 4 + 1) * 100 + (thread % 4 + 1) - (thread % 4 >= 2 ? 1u : 0));
        Assert.That(Executions(counts, "add.s32 %r2, %r2, 1;"), Is.EqualTo((4, 8 * (1 + 2 + 3 + 4))));
        Assert.That(Executions(counts, "add.s32 %r4, %r4, 1;"), Is.EqualTo((3, 8 * (1 + 2 + 2 + 3))));
        Assert.That(Executions(counts, "mul.lo.s32 %r2, %r2, 100;"), Is.EqualTo((1, 32)));
        Assert.That(counts.Total.Divergences, Is.EqualTo(3));
    }

    [Test]
    public void Lanes_that_return_are_gone([Values] bool backwards)
    {
        var counts = Count("mov.b32 %r3, 7; setp.ge.s32 %p1, %r1, 5; @%p1 ret; mov.b32 %r2, %r3;", 40, backwards, thread => thread < 5 ? 7u : 0);
        Assert.That(Executions(counts, "mov.b32 %r2, %r3;"), Is.EqualTo((1, 5)), "the second warp has ended");
    }

    [Test]
    public void Lanes_that_a_predicate_holds_back_take_no_part()
    {
        var counts = Count("setp.lt.s32 %p1, %r1, 3; @!%p1 mov.b32 %r2, 9;", 32, backwards: false, thread => thread < 3 ? 0u : 9);
        Assert.That(Executions(counts, "@!%p1 mov.b32 %r2, 9;"), Is.EqualTo((1, 29)));
        Assert.That(counts.Total.Divergences, Is.Zero, "nobody branched");
    }

    [Test]
    public void A_warp_meets_behind_a_divergent_branch()
    {
        var counts = Count("setp.lt.s32 %p1, %r1, 3; @%p1 bra skip; mov.b32 %r2, 4; skip: shfl.sync.bfly.b32 %r2, %r2, 31, 31, -1;", 32, backwards: false,
            thread => thread > 28 ? 0u : 4);
        Assert.That(counts[InstructionKind.Shuffle], Is.EqualTo(1));
    }

    private static LaunchCounts Count(string body, int threads, bool backwards, Func<uint, uint> expected)
    {
        using var launch = new TestLaunch(64);
        var counts = launch.Count(TestText.Kernel(TestText.Lines(Own + body + "st.global.b32 [%rd2], %r2;")), new(new(1), new(threads)) { IsBackwards = backwards });
        Assert.That(launch.Span[..threads].ToArray(), Is.EqualTo(Enumerable.Range(0, threads).Select(thread => expected((uint)thread))));
        return counts;
    }

    private static (long Warps, long Lanes) Executions(LaunchCounts counts, string text) =>
        counts.Instructions.Single(instruction => instruction.Text == text).Counts is var found ? (found.Executions, found.Lanes) : default;
}
