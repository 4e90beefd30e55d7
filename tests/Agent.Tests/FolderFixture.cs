using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Tests that write files: each has an empty folder of its own, which goes with it.</summary>
public abstract class FolderFixture
{
    /// <summary>The folder.</summary>
    protected string Root { get; private set; } = null!;

    [SetUp]
    public void MakeFolder() => Root = Directory.CreateTempSubdirectory("dqngpu-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(Root, recursive: true);
}
