using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Roms;

internal class RomLibraryTests
{
    private static readonly byte[] RomOfA = Rom(1), RomOfB = Rom(2), HomeBrew = Rom(3);
    private static readonly GameDefinition GameA = new("game_a", Md5(RomOfA)), GameB = new("game_b", Md5(RomOfB));

    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("dqngpu-roms-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void TakesTheFirstPlaceThatHasTheGameWhateverTheFileIsCalled()
    {
        string imported = Put("config/roms/game_a.bin", RomOfA);
        Assert.That(Library().Find(GameA), Has.Property("File").EqualTo(imported).And.Property("Origin").EqualTo(RomOrigin.Imported));
        string alePy = Put("ale/roms/game_a.bin", RomOfA);
        Assert.That(Library().Find(GameA), Has.Property("File").EqualTo(alePy).And.Property("Origin").EqualTo(RomOrigin.AlePy));
        Put("user/game_b.a26", RomOfB);
        string users = Put("user/Strange Name (1978) [!].A26", RomOfA);
        RomChoice choice = Library().Find(GameA);
        Assert.That((choice.File, choice.Origin), Is.EqualTo((users, RomOrigin.UserFolder)));
        Assert.That(choice.Cartridge.Bytes.SequenceEqual(RomOfA));
        Assert.That(choice.ToString(), Does.Contain("game_a").And.Contain(users).And.Contain(GameA.Md5).And.Contain("DQNGPU_ROMS"));
        Assert.That(choice.Notes, Is.Empty);
    }

    [Test]
    public void ANamesakeWithAnotherMd5IsPassedOverAndTold()
    {
        Put("user/game_a.bin", HomeBrew);
        string alePy = Put("ale/roms/game_a.bin", RomOfA);
        RomChoice choice = Library().Find(GameA);
        Assert.That(choice.File, Is.EqualTo(alePy));
        Assert.That(choice.ToString(), Does.Contain("game_a.bin there has MD5 " + Md5(HomeBrew)).And.Contain("expected " + GameA.Md5));
    }

    [Test]
    public void AMissingCartridgeIsOneMessageWithAllThatMatters()
    {
        Put("user/game_a.bin", HomeBrew);
        Put("user/other.bin", RomOfB);
        string message = Assert.Throws<RomNotFoundException>(() => Library().Find(GameA))!.Message;
        Assert.That(message, Does.Contain(GameA.Md5).And.Contain(Path.Combine(_root, "user")).And.Contain("2 ROM files, none of them it"));
        Assert.That(message, Does.Contain("game_a.bin there has MD5 " + Md5(HomeBrew)));
        Assert.That(message, Does.Contain(Path.Combine(_root, "config", "roms") + ": no such folder"));
        Assert.That(message, Does.Contain("bundled").And.Contain("--rom FILE").And.Contain("roms import DIR").And.Contain("pip install ale-py"));
    }

    [Test]
    public void PlacesThatDoNotExistAreNamedToo()
    {
        string message = Assert.Throws<RomNotFoundException>(() => new RomLibrary(new RomSearchPaths(), [GameA]).Find(GameA))!.Message;
        Assert.That(message, Does.Contain("DQNGPU_ROMS: not set").And.Contain("ale-py: not found").And.Contain("no folder for settings"));
    }

    [Test]
    public void AGameWithABundledCartridgeNeedsNoFile()
    {
        RomChoice choice = Library().Find("Pong");
        Assert.That((choice.Origin, choice.File, choice.Game.Name), Is.EqualTo((RomOrigin.Bundled, (string?)null, "pong")));
        Assert.That(choice.ToString(), Does.Contain("bundled").And.Contain(choice.Cartridge.Md5));
    }

    [Test]
    public void ANamedFileIsTakenWithItsGame()
    {
        string file = Put("somewhere.rom", RomOfA);
        RomChoice choice = Library().Find(GameA, file);
        Assert.That((choice.File, choice.Origin, choice.Notes.Count), Is.EqualTo((file, RomOrigin.NamedFile, 0)));
    }

    [Test]
    public void ANamedFileOfAnUnknownCartridgeIsPlayedAndTold()
    {
        RomChoice choice = Library().Find(GameA, Put("mine.bin", HomeBrew));
        Assert.That(choice.Game, Is.SameAs(GameA));
        Assert.That(choice.ToString(), Does.Contain(Md5(HomeBrew)).And.Contain($"not the game_a that ALE knows (MD5 {GameA.Md5})"));
    }

    [Test]
    public void ANamedFileOfAnotherGameIsRefused()
    {
        string file = Put("mine.bin", RomOfB);
        Assert.That(() => Library().Find(GameA, file), Throws.TypeOf<RomNotFoundException>()
            .With.Message.Contains(file).And.Message.Contains("game_b").And.Message.Contains(GameA.Md5).And.Message.Contains(GameB.Md5));
    }

    [Test]
    public void ANamedFileThatIsMissingOrNoCartridgeIsRefused()
    {
        string missing = Path.Combine(_root, "nothing.bin");
        Assert.That(() => Library().Find(GameA, missing), Throws.TypeOf<RomNotFoundException>().With.Message.Contains(missing).And.Message.Contains(GameA.Md5));
        Assert.That(() => Library().Find(GameA, Put("odd.bin", new byte[4097])), Throws.TypeOf<InvalidDataException>().With.Message.Contains("4097"));
    }

    [Test]
    public void IdentifyNamesTheGameOrGivesGenericRules()
    {
        Assert.That(Library().Identify(Put("a.bin", RomOfB)).Game, Is.SameAs(GameB));
        RomChoice unknown = Library().Identify(Put("b.bin", HomeBrew));
        Assert.That(unknown.Game, Is.SameAs(GameDefinition.Generic));
        Assert.That(unknown.ToString(), Does.Contain("gives no reward").And.Not.Contain("rules of"));
        Assert.That(unknown.Game.HasRules, Is.False);
        Assert.That(Library().Identify(Put("pong.bin", HomeBrew)).ToString(), Does.Contain("To apply the rules of pong, name that game"));
    }

    [Test]
    public void ImportRecognisesByMd5AndTheLibraryThenFindsThem()
    {
        string a = Put("collection/sub/weird (a).bin", RomOfA);
        Put("collection/readme.txt", RomOfB);
        string unknown = Put("collection/homebrew.bin", HomeBrew);
        Put("collection/huge.bin", new byte[100_000]);
        RomImport import = Library().Import(Path.Combine(_root, "collection"));
        Assert.That(import.Imported, Is.EqualTo(new Dictionary<string, string> { ["game_a"] = a }));
        Assert.That(import.Unknown, Is.EqualTo(new[] { unknown }));
        Assert.That(Library().Find(GameA).File, Is.EqualTo(Path.Combine(import.Folder, "game_a.bin")));

        Assert.That(Library().Import(import.Folder).Imported, Has.Count.EqualTo(1), "importing the import folder itself changes nothing");
        Assert.That(() => Library().Import(Path.Combine(_root, "none")), Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains("none"));
    }

    [Test]
    public void ALinkBackToTheFolderIsToldAndNotFollowed()
    {
        string unknown = Put("collection/sub/homebrew.bin", HomeBrew);
        Directory.CreateSymbolicLink(Path.Combine(_root, "collection", "sub", "up"), Path.Combine(_root, "collection"));
        RomImport import = Library().Import(Path.Combine(_root, "collection"));
        Assert.That(import.Unknown, Is.EqualTo(new[] { unknown }));
        Assert.That(import.PassedOver, Has.Exactly(1).Contains("up is a link to"));
    }

    /// <summary>One name that cannot be opened, in the folder of the others, as a file and as a folder.</summary>
    [Test, Platform("Linux")]
    public void ANameThatIsNotUtf8IsToldAndTheOthersAreFound()
    {
        string a = Put("user/a.bin", RomOfA);
        byte[] file = [.. Encoding.UTF8.GetBytes(Path.Combine(_root, "user", "caf")), 0xE9, .. ".bin\0"u8];
        byte[] folder = [.. Encoding.UTF8.GetBytes(Path.Combine(_root, "user", "pal")), 0xE9, 0];
        Assert.That((LibC.MakeFolder(folder, 0x1FF), LibC.Close(LibC.Create(file, 0x1FF))), Is.EqualTo((0, 0)));
        try
        {
            Assert.That(Library().Find(GameA).File, Is.EqualTo(a));
            string message = Assert.Throws<RomNotFoundException>(() => Library().Find(GameB))!.Message;
            Assert.That(message, Does.Contain("1 ROM file, none of them it").And.Contain("not UTF-8"));
            RomImport import = Library().Import(Path.Combine(_root, "user"));
            Assert.That(import.Imported.Values, Is.EqualTo(new[] { a }));
            Assert.That(import.PassedOver, Has.Count.EqualTo(2).And.All.Contains("not UTF-8"));
        }
        finally
        {
            // .NET could not delete them.
            LibC.Remove(file);
            LibC.Remove(folder);
        }
    }

    [Test, Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void AWriteProtectedFileIsImportedAsOftenAsOneLikes()
    {
        string source = Put("collection/a.bin", RomOfA);
        File.SetUnixFileMode(source, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        RomImport import = Library().Import(Path.Combine(_root, "collection"));
        string copy = Path.Combine(import.Folder, "game_a.bin");
        Assert.That(File.GetUnixFileMode(copy) & UnixFileMode.UserWrite, Is.EqualTo(UnixFileMode.UserWrite), "the protection is not copied");

        // A copy that an earlier import left protected, and damaged since.
        File.WriteAllBytes(copy, HomeBrew);
        File.SetUnixFileMode(copy, UnixFileMode.UserRead);
        Library().Import(Path.Combine(_root, "collection"));
        Assert.That(File.ReadAllBytes(copy), Is.EqualTo(RomOfA));
        Assert.That(Directory.GetFiles(import.Folder), Is.EqualTo(new[] { copy }));
    }

    [Test]
    public void AnImportFolderThatCannotBeMadeIsNamed()
    {
        string inTheWay = Put("config", HomeBrew);
        Put("collection/a.bin", RomOfA);
        Assert.That(
            () => Library().Import(Path.Combine(_root, "collection")),
            Throws.InstanceOf<IOException>().With.Message.Contains(Path.Combine(inTheWay, "roms")).And.Message.Contains("DQNGPU_ROMS"));
    }

    [Test, Platform(Exclude = "Win"), NonParallelizable]
    public void AHomeWithoutSettingsHasAnImportFolderAllTheSame()
    {
        string? home = System.Environment.GetEnvironmentVariable("HOME"), settings = System.Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        try
        {
            System.Environment.SetEnvironmentVariable("HOME", Path.Combine(_root, "fresh"));
            System.Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", null);
            Assert.That(RomSearchPaths.OfThisMachine().ImportFolder, Does.StartWith(Path.Combine(_root, "fresh")));
        }
        finally
        {
            System.Environment.SetEnvironmentVariable("HOME", home);
            System.Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", settings);
        }
    }

    [Test]
    public void AMistypedUserFolderIsToldWithTheCartridgeFoundElsewhere()
    {
        Put("ale/roms/a.bin", RomOfA);
        Assert.That(Library().UserFolderWarning, Does.Contain("DQNGPU_ROMS").And.Contain(Path.Combine(_root, "user")));
        Assert.That(Library().Find(GameA).ToString(), Does.Contain($"DQNGPU_ROMS names {Path.Combine(_root, "user")}"));
        Directory.CreateDirectory(Path.Combine(_root, "user"));
        Assert.That(Library().UserFolderWarning, Is.Null);
        Assert.That(Library().Find(GameA).Notes, Is.Empty);
    }

    [TestCase("lib/python3.11/site-packages")]
    [TestCase("lib/python3/dist-packages")]
    [TestCase("Lib/site-packages")]
    [TestCase("site-packages")]
    public void PythonPackagesAreFoundUnderEachLayout(string layout)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, layout)).FullName;
        Assert.That(PythonSitePackages.Under(_root), Does.Contain(folder));
        Assert.That(PythonSitePackages.Under(Path.Combine(_root, "none")), Is.Empty);
    }

    [Test]
    public void ThisMachinesPlacesCanBeListed()
    {
        RomSearchPaths paths = RomSearchPaths.OfThisMachine();
        Assert.That(paths.AlePyFolders, Is.All.Matches<string>(Directory.Exists));
    }

    private RomLibrary Library() => new(
        new RomSearchPaths
        {
            UserFolder = Path.Combine(_root, "user"),
            AlePyFolders = [Path.Combine(_root, "ale", "roms")],
            ImportFolder = Path.Combine(_root, "config", "roms"),
        },
        [GameA, GameB]);

    private string Put(string path, byte[] bytes)
    {
        string file = Path.Combine([_root, .. path.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    // 4 KB that differ from ROM to ROM and look like no bank switching scheme.
    private static byte[] Rom(byte number)
    {
        var bytes = new byte[4096];
        bytes.AsSpan().Fill(0xEA);
        bytes[10] = number;
        return bytes;
    }

    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));

    private static class LibC
    {
        [DllImport("libc", EntryPoint = "creat")]
        public static extern int Create(byte[] path, uint mode);

        [DllImport("libc", EntryPoint = "close")]
        public static extern int Close(int file);

        [DllImport("libc", EntryPoint = "mkdir")]
        public static extern int MakeFolder(byte[] path, uint mode);

        [DllImport("libc", EntryPoint = "remove")]
        public static extern int Remove(byte[] path);
    }
}
