using DqnGpu.Lessons.Ladder;
using DqnGpu.PtxMachine;
using ILGPU;

namespace DqnGpu.Lessons.Tests.Ladder;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LadderCommandTests
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    private int Run(params string[] args) => LessonsProgram.Run(["ladder", .. args], output, error);

    private static void HalvesOne(MatrixProduct p)
    {
        for (var i = Group.IdxX; i < p.C.Length; i += 32)
            p.C[i] = i == 5 ? 0.5f : 1;
    }

    [Test]
    public void Without_a_number_it_lists_the_rungs()
    {
        Assert.That(Run(), Is.Zero, error.ToString());
        Assert.That(output.ToString(), Does.Contain("matmul").And.Contain("1  Naive").And.Contain("10  Tensor cores"));
    }

    [Test]
    public void A_rung_is_told_with_its_counts_and_the_lines_that_cost_most()
    {
        Assert.That(Run("1", "--card", "t4"), Is.Zero, error.ToString());
        Assert.That(output.ToString(), Does.Contain("One thread makes one element of C").And.Contain("Right:").And.Contain("16.56 sectors of 32 bytes a request")
            .And.Contain("16.56 predicted, 16.56 counted").And.Contain("sum += p.A[m * p.K + k] * p.B[k * p.N + n];").And.Contain("T4"));
    }

    [TestCase("11", "has the rungs 1 to 10")]
    [TestCase("0", "has the rungs 1 to 10")]
    [TestCase("x 1", "There is no ladder 'x'")]
    [TestCase("1 --card 8086", "There is no card '8086'")]
    [TestCase("1 --device simd", "do not run on simd")]
    public void What_cannot_be_is_a_clear_line(string words, string message)
    {
        Assert.That(Run(words.Split(' ')), Is.EqualTo(2));
        Assert.That(error.ToString(), Does.StartWith("error: ").And.Contain(message));
    }

    [Test]
    public void A_wrong_rung_is_told_by_its_worst_element()
    {
        var rung = new Rung("Wrong", "", new Claim("", 0, _ => 0), device =>
        {
            var p = new MatrixProduct { A = device.Allocate<float>(1), B = device.Allocate<float>(1), C = device.Allocate<float>(12), M = 3, N = 4, K = 1 };
            return new(() => device.Launch(HalvesOne, new(1), new(32), p), new Expectation("C", [3, 4], p.C, () => [.. Enumerable.Repeat(1.0, 12)]));
        });
        var counted = rung.Count();
        Assert.That(counted.Results.Single(), Is.EqualTo(new Deviation("C[1, 1]", 0.5f, 1, 0.5, false)));
        new RungReport(output).Write("x 1", rung, counted, Card.Named("H100"));
        Assert.That(output.ToString(), Does.Contain("WRONG: C[1, 1] is 0.5, not 1."));
    }
}
