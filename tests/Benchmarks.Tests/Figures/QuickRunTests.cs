using DqnGpu.Benchmarks.Figures;

namespace DqnGpu.Benchmarks.Tests.Figures;

/// <summary>The command line of the quick figures. It measures nothing here.</summary>
[NonParallelizable]
public sealed class QuickRunTests
{
    [Test]
    public void A_word_that_no_name_contains_lists_the_names()
    {
        var (code, errors) = Run("no-such-figure");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("No figure's name contains no-such-figure").And.Contain("  update/article/batch-32/simd-1-thread"));
        var names = errors.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).ToArray();
        Assert.That(names, Is.Unique.And.Length.GreaterThan(40));
    }

    [TestCase("--json")]
    [TestCase("--roofline")]
    [TestCase("--python")]
    [TestCase("--jason", "file")]
    public void An_option_that_is_not_understood_is_told(params string[] arguments)
    {
        var (code, errors) = Run(arguments);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("quick wants"));
    }

    [Test]
    public void A_file_that_cannot_be_written_is_told_before_anything_is_measured() =>
        Assert.That(() => Run("console/processor", "--json", Path.Combine(Path.GetTempPath(), "no-such-folder", "figures.json")), Throws.InstanceOf<IOException>());

    [Test]
    public void Without_PyTorch_nothing_is_compared()
    {
        using var missing = new PyTorch("no-such-python");
        Assert.That(missing.Description, Is.Null);
        Assert.That(missing.Measure("update/article/batch-32/simd-1-thread"), Is.Null);
        Assert.That(missing.Description, Does.Contain("not installed"));
        using var none = new PyTorch();
        Assert.That(none.Measure("update/article/batch-32/simd-1-thread"), Is.Null);
        Assert.That(none.Description, Does.Contain("as asked"));
    }

    [Test]
    public void PyTorchs_answers_are_read()
    {
        Assert.That(PyTorch.Parse("act/article/states-1/simd-1-thread 0.5 0.4 0.6 0.25 channels-last"), Is.EqualTo(new PyTorchTiming(0.4, 0.25, "channels-last")));
        Assert.That(PyTorch.Parse("act/article/states-1/simd-1-thread 0.5 0.4 0.6 nan contiguous,no-oneDNN"), Is.EqualTo(new PyTorchTiming(0.4, null, "contiguous,no-oneDNN")));
        Assert.That(PyTorch.Parse("look/article/activations/simd-1-thread"), Is.Null);
    }

    [Test]
    public void Of_several_PyTorchs_the_fastest_counts()
    {
        PyTorchTiming slow = new(2, 0, "PyTorch 1.13 contiguous"), fast = new(1.5, null, "PyTorch 2.6 channels-last");
        Assert.That(FastestPyTorch.Fastest([null, slow, fast, null]), Is.EqualTo(fast));
        Assert.That(FastestPyTorch.Fastest([null, null]), Is.Null);
        using var missing = new FastestPyTorch(new PyTorch("no-such-python"), new PyTorch("no-other-python"));
        Assert.That(missing.Description, Is.Null);
        Assert.That(missing.Measure("update/article/batch-32/simd-1-thread"), Is.Null);
        Assert.That(missing.Description, Does.Contain("no-such-python").And.Contain("no-other-python"));
    }

    private static (int Code, string Errors) Run(params string[] arguments)
    {
        var (errors, before) = (new StringWriter(), Console.Error);
        Console.SetError(errors);
        try
        {
            return (QuickRun.Run(arguments), errors.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
