using System.Diagnostics;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Cartridges;

public class AssemblyTests
{
    [Test]
    public void EveryCommittedImageIsWhatItsSourceAssemblesTo([Values("src/Ale/Cartridges", "tests/Ale.Tests/Console/OneFeature")] string folder)
    {
        string[] sources = Directory.GetFiles(InRepository(folder), "*.asm");
        Assert.That(sources, Is.Not.Empty);
        string image = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.bin");
        try
        {
            foreach (string source in sources)
            {
                string name = Path.GetFileNameWithoutExtension(source);
                (int exitCode, string output) = Assemble(source, image);
                Assert.That(exitCode, Is.Zero, output);
                Assert.That(File.ReadAllBytes(image), Is.EqualTo(File.ReadAllBytes(Path.ChangeExtension(source, ".bin"))),
                    $"{name}.bin is not up to date: dasm {name}.asm -f3 -o{name}.bin");
            }
        }
        finally
        {
            File.Delete(image);
        }
    }

    private static (int ExitCode, string Output) Assemble(string source, string image)
    {
        // Sources name what they include relative to their folder.
        var start = new ProcessStartInfo("dasm", [Path.GetFileName(source), "-f3", "-o" + image])
        {
            WorkingDirectory = Path.GetDirectoryName(source),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process dasm = Process.Start(start)!;
            string output = dasm.StandardOutput.ReadToEnd() + dasm.StandardError.ReadToEnd();
            dasm.WaitForExit();
            return (dasm.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("The assembler dasm is not installed, so the cartridges cannot be assembled again.");
            throw;
        }
    }

    private static string InRepository(string path)
    {
        for (DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            string found = Path.Combine(folder.FullName, path);
            if (Directory.Exists(found)) return found;
        }
        throw new DirectoryNotFoundException($"{path} is not above the test directory.");
    }
}
