using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class RunFolderTests : FolderFixture
{
    [Test]
    public void RunsThatBeginAtOnceGetFoldersOfTheirOwn()
    {
        const int runs = 4;
        for (var round = 0; round < 50; round++)
        {
            var folders = new RunFolder[runs];
            using var start = new Barrier(runs);
            var threads = Enumerable.Range(0, runs).Select(i => new Thread(() =>
            {
                start.SignalAndWait();
                folders[i] = RunFolder.Create(null, $"round{round}", Root);
                File.WriteAllText(folders[i].Options, "{}");
            })).ToArray();
            foreach (var thread in threads)
                thread.Start();
            foreach (var thread in threads)
                thread.Join();
            Assert.That(folders.Select(folder => folder.Root), Is.Unique);
            foreach (var folder in folders)
                folder.Dispose();
        }
    }

    [Test]
    public void ARunThatEndedWithinTheSecondKeepsItsFolder()
    {
        var roots = new HashSet<string>();
        for (var run = 0; run < 3; run++)
        {
            using var folder = RunFolder.Create(null, "pong", Root);
            File.WriteAllText(folder.Options, "{}");
            Assert.That(roots.Add(folder.Root));
        }
    }

    [Test]
    public void ASecondIsToldWhoHoldsIt()
    {
        var path = Path.Combine(Root, "run");
        using (var folder = RunFolder.Create(path, "pong"))
        {
            File.WriteAllText(folder.Options, "{}");
            Assert.That(
                () => RunFolder.Claim(path),
                Throws.TypeOf<OptionException>().With.Message.Contains($"is in use by process {Environment.ProcessId} on {Environment.MachineName}, since "));
            Assert.That(() => RunFolder.Create(path, "pong"), Throws.TypeOf<OptionException>().With.Message.Contains("is in use by"));
            Assert.That(RunFolder.Open(path).Root, Is.EqualTo(path), "to look into it needs no claim");
        }
        RunFolder.Claim(path).Dispose();
    }

    [Test]
    public void AFolderWithoutACheckpointIsTakenOver()
    {
        var path = Path.Combine(Root, "run");
        using (var killed = RunFolder.Create(path, "pong"))
        {
            File.WriteAllText(killed.Options, "{}");
            File.WriteAllText(Path.Combine(path, ".last.checkpoint.1.tmp"), "half");
        }
        using (var folder = RunFolder.Create(path, "pong"))
        {
            Assert.That(Directory.GetFiles(path, ".*.tmp"), Is.Empty);
            File.WriteAllText(folder.LastCheckpoint, "whole");
        }
        Assert.That(() => RunFolder.Create(path, "pong"), Throws.TypeOf<OptionException>().With.Message.Contains("holds a run already"));
    }
}
