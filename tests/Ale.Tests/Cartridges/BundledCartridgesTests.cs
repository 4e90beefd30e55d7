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

    [Test]
    public void OtherGamesHaveNone() => Assert.That(BundledCartridges.Find("seaquest"), Is.Null);
}
