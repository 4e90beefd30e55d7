namespace DqnGpu.Lessons.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class LessonsProgramTests
{
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    private int Run(params string[] args) => LessonsProgram.Run(args, output, error);

    [Test]
    public void WithoutAWordItTellsWhatThereIs()
    {
        Assert.That(Run(), Is.Zero);
        Assert.That(output.ToString(), Does.Contain("begin with the first"));
        Assert.That(error.ToString(), Is.Empty);
    }

    [Test]
    public void AnUnknownWordIsAClearLine()
    {
        Assert.That(Run("laddre", "3"), Is.EqualTo(2));
        Assert.That(error.ToString(), Does.StartWith("error: 'laddre'").And.Contain("dotnet run --project lessons"));
        Assert.That(error.ToString().TrimEnd(), Does.Not.Contain("\n"));
        Assert.That(output.ToString(), Is.Empty);
    }

    [TestCase("onefile", "--device", "abacus", "There is no device 'abacus'. Devices: auto, cuda, opencl, ilgpu-cpu.")]
    [TestCase("onefile", "--steps", "many", "many")]
    public void AWrongOptionIsAClearLine(string command, string option, string value, string message)
    {
        Assert.That(Run(command, option, value), Is.EqualTo(2));
        Assert.That(error.ToString(), Does.StartWith("error: ").And.Contain(message));
        Assert.That(error.ToString().TrimEnd(), Does.Not.Contain("\n"));
        Assert.That(output.ToString(), Is.Empty);
    }
}
