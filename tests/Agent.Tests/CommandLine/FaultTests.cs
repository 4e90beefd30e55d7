using System.Reflection;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Whatever is thrown becomes one line and an exit code.</summary>
[NonParallelizable] // The console's error stream is the process's.
public sealed class FaultTests
{
    private static IEnumerable<TestCaseData> Faults =>
    [
        new(new OptionException("--steps takes more."), ExitCode.Usage, "error: --steps takes more."),
        new(new ArgumentException("Too long.", "name"), ExitCode.Usage, "error: Too long."),
        new(new InvalidDataException("It is damaged."), ExitCode.Failure, "error: It is damaged."),
        new(new DivergenceException("The loss is NaN."), ExitCode.Failure, "error: The loss is NaN."),
        new(new IOException("No space left."), ExitCode.Failure, "error: No space left."),
        new(new AggregateException(new TargetInvocationException(new IOException("No space left."))), ExitCode.Failure, "error: No space left."),
        new(new TypeInitializationException("Games", new InvalidDataException("It is damaged.")), ExitCode.Failure, "error: It is damaged."),
        new(new InvalidOperationException("Looked in:\n  here\n  there\nand gave up."), ExitCode.Failure, "error: a fault of this program, please report it: InvalidOperationException: Looked in: here; there; and gave up."),
        new(new OptionException("Two.\r\nLines.\r\n"), ExitCode.Usage, "error: Two. Lines."),
        new(new IOException(""), ExitCode.Failure, "error: "),
    ];

    [TestCaseSource(nameof(Faults))]
    public void IsOneLine(Exception exception, int code, string line)
    {
        var (returned, told) = Report(exception);
        Assert.That(told, Is.EqualTo(line + Environment.NewLine));
        Assert.That(returned, Is.EqualTo(code));
    }

    [Test]
    public void OneThatWasNotForeseenSaysWhereItCameFrom()
    {
        var exception = Assert.Throws<NullReferenceException>(() => Dereference(null!));
        Assert.That(Report(exception!).Told, Does.Match($"^error: a fault of this program, .*: NullReferenceException in {nameof(FaultTests)}.{nameof(Dereference)}: [^\n]+\n$"));
    }

    [Test]
    public void ALostReaderIsToldNothing() =>
        Assert.That(Report(new IOException("Broken pipe", 32)), Is.EqualTo((ExitCode.ReaderGone, "")));

    private static int Dereference(string text) => text.Length;

    private static (int Code, string Told) Report(Exception exception)
    {
        var error = Console.Error;
        using var told = new StringWriter();
        Console.SetError(told);
        try
        {
            return (Fault.Report(exception), told.ToString());
        }
        finally
        {
            Console.SetError(error);
        }
    }
}
