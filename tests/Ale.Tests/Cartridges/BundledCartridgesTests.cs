using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Cartridges;

public class BundledCartridgesTests
{
    [Test]
    public void EveryListedGameHasACartridgeOfAPlainType()
    {
        Assert.That(BundledCartridges.GameNames, Is.EqualTo(new[] { "breakout", "pong" }));
        foreach (string game in BundledCartridges.GameNames)
        {
            Cartridge cartridge = BundledCartridges.Find(game)!;
            Assert.That(cartridge.Name, Is.EqualTo(game));
            Assert.That(cartridge.BankType, Is.EqualTo(cartridge.Bytes.Length == 2048 ? BankType.Rom2K : BankType.Rom4K));
            Assert.That(Games.FindByMd5(cartridge.Md5), Is.Null, "it is not the original");
        }
    }

    /// <summary>Its file, wherever it lies and whatever it is called, is played with its game's rules.</summary>
    [TestCase("pong")]
    [TestCase("breakout")]
    public void TheFileOfABundledCartridgeHasItsGamesRules(string name)
    {
        string file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{name}-under-another-name.bin");
        File.WriteAllBytes(file, BundledCartridges.Find(name)!.Bytes);

        Assert.That(AtariEnvironment.FromFile(file).Game, Is.SameAs(Games.Find(name)));
        using (Stream rom = File.OpenRead(file))
            Assert.That(AtariEnvironment.FromStream(rom, "a stream").Game, Is.SameAs(Games.Find(name)));
        Assert.That(new RomLibrary(new RomSearchPaths()).Identify(file).Game, Is.SameAs(Games.Find(name)));
        Assert.That(
            () => new RomLibrary(new RomSearchPaths()).Find("seaquest", file),
            Throws.TypeOf<RomNotFoundException>().With.Message.Contains($"a cartridge of {name}"));
    }

    [Test]
    public void OtherGamesHaveNone() => Assert.That(BundledCartridges.Find("seaquest"), Is.Null);
}
