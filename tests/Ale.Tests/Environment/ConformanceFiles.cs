using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>Where the data lies that the emulator is held against. What is absent makes a test "ignored", with the reason.</summary>
internal static class ConformanceFiles
{
    private static readonly Lazy<Dictionary<string, string>> RomsByMd5 = new(IndexRoms);

    /// <summary>A file or folder under <c>shared/conformance</c> beside the repository, or under DQNGPU_SHARED; null if absent.</summary>
    public static string? Find(string relativePath)
    {
        string? shared = System.Environment.GetEnvironmentVariable("DQNGPU_SHARED");
        if (shared is not null) return ExistingOrNull(Path.Combine(shared, "conformance", relativePath));
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            string? found = ExistingOrNull(Path.Combine(folder.FullName, "shared", "conformance", relativePath));
            if (found is not null) return found;
        }
        return null;
    }

    /// <summary>As <see cref="Find"/>; the running test is ignored if there is no such file.</summary>
    public static string Require(string relativePath)
    {
        string? path = Find(relativePath);
        if (path is null)
            Assert.Ignore($"no shared/conformance/{relativePath} beside the repository (or set DQNGPU_SHARED to a folder that holds conformance/)");
        return path!;
    }

    /// <summary>The cartridge of a game from the folder DQNGPU_ROMS, whatever its file is called; the running test is ignored without it.</summary>
    public static Cartridge RequireCartridge(GameDefinition game)
    {
        if (System.Environment.GetEnvironmentVariable("DQNGPU_ROMS") is null)
            Assert.Ignore($"needs the cartridge of {game.Name}: set DQNGPU_ROMS to a folder of Atari 2600 ROMs");
        if (!RomsByMd5.Value.TryGetValue(game.Md5, out string? path))
            Assert.Ignore($"no file in DQNGPU_ROMS has the MD5 of {game.Name}, {game.Md5}");
        return Cartridge.Load(path!);
    }

    /// <summary>Every ROM in the folder DQNGPU_ROMS, by MD5.</summary>
    public static IReadOnlyDictionary<string, string> Roms => RomsByMd5.Value;

    private static string? ExistingOrNull(string path) => File.Exists(path) || Directory.Exists(path) ? path : null;

    private static Dictionary<string, string> IndexRoms()
    {
        string? folder = System.Environment.GetEnvironmentVariable("DQNGPU_ROMS");
        var index = new Dictionary<string, string>();
        if (folder is null || !Directory.Exists(folder)) return index;
        foreach (string path in Directory.EnumerateFiles(folder).Where(p => Path.GetExtension(p) is ".bin" or ".a26" or ".rom"))
            index.TryAdd(Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(File.ReadAllBytes(path))), path);
        return index;
    }
}
