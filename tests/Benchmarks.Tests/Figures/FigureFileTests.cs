using System.Text.Json;
using DqnGpu.Benchmarks.Figures;

namespace DqnGpu.Benchmarks.Tests.Figures;

/// <summary>What a program reads.</summary>
public sealed class FigureFileTests
{
    [Test]
    public void Json_holds_everything_and_reads_back()
    {
        var file = FigureFile.Of(SomeFigures.Machine, "PyTorch 1.13", SomeFigures.Roofs, [SomeFigures.Product, SomeFigures.Game]);
        var read = FigureFile.Parse(file.ToJson());
        Assert.That(read.Machine, Is.EqualTo(file.Machine));
        Assert.That(read.PyTorch, Is.EqualTo("PyTorch 1.13"));
        Assert.That(read.Roofs, Is.EqualTo(SomeFigures.Roofs));
        Assert.That(read.Figures, Is.EqualTo(file.Figures));
    }

    [Test]
    public void What_does_not_apply_is_not_there()
    {
        var file = FigureFile.Of(SomeFigures.Machine, null, SomeFigures.Roofs, [SomeFigures.Game]);
        var figure = JsonDocument.Parse(file.ToJson()).RootElement.GetProperty("figures")[0];
        Assert.That(
            figure.EnumerateObject().Select(property => property.Name),
            Is.EqualTo(new[] { "name", "medianMilliseconds", "fastestMilliseconds", "processorMilliseconds", "threads", "itemsPerSecond", "itemUnit", "waited" }));
    }

    [Test]
    public void The_machine_has_a_name_cores_and_a_commit()
    {
        var machine = Machine.Describe();
        Assert.That(machine.Processor, Is.Not.Empty);
        Assert.That(machine.Cores, Is.EqualTo(Environment.ProcessorCount));
        Assert.That(machine.Vectors, Does.StartWith("Vector").Or.EqualTo("Scalar"));
        Assert.That(machine.Commit, Does.Match("^([0-9a-f]{10}|unknown)$"));
    }
}
