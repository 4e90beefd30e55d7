namespace DqnGpu.PtxMachine.Tests;

/// <summary>Registers whose values are never alive together share a place, and nobody notices.</summary>
public sealed class RegisterSetTests
{
    private const string Declarations = ".reg .b32 %q<200>;\n.reg .b64 %qd<200>;\n";

    [Test]
    public void A_chain_of_values_needs_two_places()
    {
        // %q[i] = i + ... + 1, each in a register of its own.
        var chain = "mov.b32 %q0, 0;" + string.Concat(Enumerable.Range(1, 199).Select(i => $"add.s32 %q{i}, %q{i - 1}, %r1;"));
        var text = Text("mov.b32 %r1, 1;" + chain + "st.global.b32 [%rd1], %q199;");
        using var launch = new TestLaunch(1);
        var counts = launch.Count(text, new(new(1), new(1)));
        Assert.That(launch.Span[0], Is.EqualTo(199u));
        var few = PtxKernel.Parse(Text("mov.b32 %r1, 1; mov.b32 %q0, 0; add.s32 %q1, %q0, %r1; st.global.b32 [%rd1], %q1;"));
        Assert.That(counts.Kernel.Registers.Bytes, Is.EqualTo(few.Registers.Bytes));
    }

    [Test]
    public void A_lane_that_waits_keeps_what_it_will_read([Values] bool backwards)
    {
        // Odd lanes read %q0 on their way. On the even lanes' way, later in the text, its place belongs to others.
        var others = string.Concat(Enumerable.Range(1, 20).Select(i => $"mov.b32 %q{i}, {i};"));
        var text = Text("mov.b32 %r1, %tid.x; and.b32 %r2, %r1, 1; mul.wide.u32 %rd2, %r1, 4; add.u64 %rd2, %rd1, %rd2; add.s32 %q0, %r1, 100;" +
            $"setp.eq.s32 %p1, %r2, 0; @%p1 bra even; mov.b32 %r3, %q0; bra join; even: {others} mov.b32 %r3, %q20; join: st.global.b32 [%rd2], %r3;");
        using var launch = new TestLaunch(32);
        launch.Count(text, new(new(1), new(32)) { IsBackwards = backwards });
        Assert.That(launch.Span.ToArray(), Is.EqualTo(Enumerable.Range(0, 32).Select(lane => lane % 2 == 0 ? 20u : (uint)lane + 100)));
    }

    [TestCase("", Description = "nowhere")]
    [TestCase("setp.ne.s32 %p1, %r1, 0; @%p1 mov.b64 %qd9, %rd1;", Description = "by other lanes only")]
    [TestCase("bra use; mov.b64 %qd9, %rd1; use:", Description = "on another way")]
    public void A_register_that_was_never_written_holds_no_other_ones_value(string written)
    {
        // Before it is read, its place would be free for %qd2.
        using var launch = new TestLaunch(2);
        var text = Text($"mov.b32 %r1, 0; mov.b64 %qd1, %rd1; mov.b64 %qd2, %qd1; st.global.b64 [%qd2], %qd2; {written} ld.global.b32 %r2, [%qd9];");
        Assert.That(() => launch.Count(text, new(new(1), new(1))), Throws.TypeOf<MachineFault>().With.Message.Contains("outside all memory"));
    }

    private static string Text(string instructions) => TestText.Kernel(TestText.Lines(instructions), declarations: Declarations);
}
