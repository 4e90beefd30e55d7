using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class EvaluationResultTests
{
    [Test]
    public void IsThatOfItsScores()
    {
        var result = new EvaluationResult([3, -1, 10, 4], [1, 1, 1, 1]);
        Assert.That((result.Mean, result.Median, result.Min, result.Max), Is.EqualTo((4.0, 3.5, -1.0, 10.0)));
        Assert.That(result.Deviation, Is.EqualTo(4.546).Within(1e-3));
        Assert.That(
            result.ToJson(0.05).ToJsonString(),
            Is.EqualTo("""{"games":4,"epsilon":0.05,"mean":4,"deviation":4.55,"median":3.5,"min":-1,"max":10}"""));
    }

    [Test]
    public void ASingleGameDeviatesFromNothing() => Assert.That(new EvaluationResult([7], [1]).Deviation, Is.Zero);

    [Test]
    public void WithoutAGameThereIsNone()
    {
        var result = new EvaluationResult([], []);
        Assert.That(new[] { result.Mean, result.Deviation, result.Median, result.Min, result.Max }, Is.All.NaN);
        Assert.That(result.ToJson(0).ToJsonString(), Does.Contain("\"mean\":null").And.Contain("\"max\":null"));
    }
}
