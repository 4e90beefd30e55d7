using DqnGpu.Lessons.Drawing;
using DqnGpu.Lessons.Ladder;

namespace DqnGpu.Lessons.Tests.Drawing;

/// <summary>Pictures of what a rung's warps ask of memory.</summary>
public sealed class RungPictureTests
{
    [Test]
    public void The_pictures_of_the_page_are_what_is_drawn_today()
    {
        foreach (var (file, draw) in LadderPictures.All)
            Assert.That(File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "", Is.EqualTo(draw()), $"{Path.GetFileName(file)} is stale: `dotnet run --project lessons -- draw all` draws it anew");
    }

    [Test]
    public void The_naive_kernel_touches_32_sectors_and_the_coalesced_one_4()
    {
        var (naive, coalesced) = (LadderPictures.Draw(Naive.Rung), LadderPictures.Draw(Coalesced.Rung));
        Assert.That(naive, Does.Contain("32 sectors of 32 bytes, 13 % used").And.Contain(Svg.Backward));
        Assert.That(coalesced, Does.Contain("4 sectors of 32 bytes, 100 % used").And.Not.Contain("32 sectors").And.Not.Contain(Svg.Backward));
        Assert.That(naive, Does.Contain("sum += p.A[m * p.K + k] * p.B[k * p.N + n];"));
    }

    [Test]
    public void A_column_in_one_bank_takes_32_passes_and_a_padded_one_1()
    {
        Assert.That(LadderPictures.Draw(SharedTile.Rung), Does.Contain("32 passes of the banks, 1 at best"));
        Assert.That(LadderPictures.Draw(NoBankConflicts.Rung), Does.Not.Contain("passes"));
    }

    [Test]
    public void A_picture_is_written_where_the_command_line_says()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.svg");
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.That(LessonsProgram.Run(["draw", "2", "--output", file], output, error), Is.Zero, error.ToString());
        Assert.That(output.ToString().Trim(), Is.EqualTo($"written: {file}"));
        Assert.That(File.ReadAllText(file), Is.EqualTo(LadderPictures.Draw(Coalesced.Rung)));
        File.Delete(file);
    }

    [TestCase("11", "has the rungs 1 to 10")]
    [TestCase("x 1", "There is no ladder 'x'")]
    public void What_cannot_be_drawn_is_a_clear_line(string words, string message)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.That(LessonsProgram.Run(["draw", .. words.Split(' ')], output, error), Is.EqualTo(2));
        Assert.That(error.ToString(), Does.StartWith("error: ").And.Contain(message));
    }
}
