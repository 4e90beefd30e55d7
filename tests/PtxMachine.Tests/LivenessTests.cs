namespace DqnGpu.PtxMachine.Tests;

/// <summary>How many registers hold values at once.</summary>
public sealed class LivenessTests
{
    [TestCase("st.global.b32 [%rd1], 5;", 2)] // the address alone, of 64 bits
    [TestCase("mov.b32 %r1, %tid.x; st.global.b32 [%rd1], %r1;", 3)]
    [TestCase("mov.b32 %r1, 1; mov.b32 %r2, 2; add.s32 %r3, %r1, %r2; st.global.b32 [%rd1], %r3;", 4)]
    [TestCase("mov.b32 %r1, 1; mov.b32 %r2, 2; mov.b32 %r1, 3; st.global.b32 [%rd1], %r1;", 3)] // values that nobody reads
    [TestCase("mov.b32 %r1, 1; mov.b32 %r2, 9; again: add.s32 %r1, %r1, 1; setp.lt.s32 %p1, %r1, %r2; @%p1 bra again; st.global.b32 [%rd1], %r1;", 4)] // over a loop
    [TestCase("mov.b32 %r1, 1; mov.b32 %r2, 9; setp.lt.s32 %p1, %r2, 0; @%p1 mov.b32 %r1, %r2; st.global.b32 [%rd1], %r1;", 4)] // kept where not overwritten
    [TestCase("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1]; st.global.v4.f32 [%rd1], {%f1, %f2, %f3, %f4};", 6)]
    public void Registers(string body, int most) => Assert.That(PtxKernel.Parse(TestText.OneThread(body)).LiveRegisters, Is.EqualTo(most));
}
