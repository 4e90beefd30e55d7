using System.Diagnostics;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Cartridges;

public class AssemblyTests
{
    [Test]
    public void TheCommittedImageIsWhatItsSourceAssemblesTo([Values("pong", "breakout")] string game)
    {
        string source = Path.Combine(SourceFolder(), game + ".asm");
        string image = Path.Combine(Path.GetTempPath(), $"{game}-{Guid.NewGuid():N}.bin");
        try
        {
            (int exitCode, string output) = Assemble(source, image);
            Assert.That(exitCode, Is.Zero, output);
            Assert.That(File.ReadAllBytes(image), Is.EqualTo(BundledCartridges.Find(game)!.Bytes.ToArray()),
                $"{game}.bin is not up to date: dasm {game}.asm -f3 -o{game}.bin");
        }
        finally
        {
            File.Delete(image);
        }
    }

    private static (int ExitCode, string Output) Assemble(string source, string image)
    {
        var start = new ProcessStartInfo("dasm", [source, "-f3", "-o" + image]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process dasm = Process.Start(start)!;
            string output = dasm.StandardOutput.ReadToEnd() + dasm.StandardError.ReadToEnd();
            dasm.WaitForExit();
            return (dasm.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("The assembler dasm is not installed, so the cartridge cannot be assembled again.");
            throw;
        }
    }

    private static string SourceFolder()
    {
        for (DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            string sources = Path.Combine(folder.FullName, "src", "Ale", "Cartridges");
            if (Directory.Exists(sources)) return sources;
        }
        throw new DirectoryNotFoundException("src/Ale/Cartridges is not above the test directory.");
    }
}
