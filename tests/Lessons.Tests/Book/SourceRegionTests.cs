using DqnGpu.Lessons.Book;

namespace DqnGpu.Lessons.Tests.Book;

public class SourceRegionTests
{
    private const string Source = "class A\n{\n    #region whole\n    void B()\n    {\n        #region part\n        C();\n        #endregion\n    }\n    #endregion\n}\n";

    [Test]
    public void StandsAtTheMarginWithoutDirectives()
    {
        Assert.That(SourceRegion.Of(Source, "part"), Is.EqualTo("C();"));
        Assert.That(SourceRegion.Of(Source.ReplaceLineEndings("\r\n"), "whole"), Is.EqualTo("void B()\n{\n    C();\n}"));
    }

    [Test]
    public void MustBeThereOnce()
    {
        Assert.That(() => SourceRegion.Of(Source, "parts"), Throws.ArgumentException.With.Message.Contains("0 regions 'parts'"));
        Assert.That(() => SourceRegion.Of(Source + Source, "part"), Throws.ArgumentException.With.Message.Contains("2 regions"));
        Assert.That(() => SourceRegion.Of("#region a\n", "a"), Throws.ArgumentException.With.Message.Contains("no end"));
    }

    [Test]
    public void OfAWholeFileIsWhatItsNamespaceHolds()
    {
        Assert.That(SourceRegion.OfNamespace("using X;\n\nnamespace Y;\n\n// Why.\n#region a\nclass A;\n#endregion\n"), Is.EqualTo("// Why.\nclass A;"));
        Assert.That(() => SourceRegion.OfNamespace("class A;"), Throws.ArgumentException);
    }
}
