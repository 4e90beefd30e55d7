using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class FailedWritersTests
{
    [Test]
    public void AFailureIsToldUntilThatWriterSucceeds()
    {
        var failed = new FailedWriters();
        Assert.That(failed.Reasons, Is.Null);
        Assert.That(failed.Try("The checkpoint", () => throw new IOException("No space left.")), Is.False);
        Assert.That(failed.Try("progress.csv", () => { }), Is.True);
        Assert.That(failed.Reasons, Is.EqualTo("The checkpoint could not be written: No space left."), "another writer's success changes nothing");
        failed.Try("progress.csv", () => throw new UnauthorizedAccessException("Denied"));
        Assert.That(failed.Reasons, Is.EqualTo("The checkpoint could not be written: No space left. progress.csv could not be written: Denied."));
        failed.Try("The checkpoint", () => { });
        Assert.That(failed.Reasons, Is.EqualTo("progress.csv could not be written: Denied."));
        failed.Try("progress.csv", () => { });
        Assert.That(failed.Reasons, Is.Null);
    }

    [Test]
    public void OtherFaultsAreNotHidden() =>
        Assert.That(() => new FailedWriters().Try("The checkpoint", () => throw new DivergenceException("")), Throws.TypeOf<DivergenceException>());
}
