using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class CartridgeTests
{
    [TestCase(2048, BankType.Rom2K)]
    [TestCase(4096, BankType.Rom4K)]
    [TestCase(8192, BankType.F8)]
    [TestCase(10240, BankType.Dpc)]
    [TestCase(10495, BankType.Dpc)]
    [TestCase(16384, BankType.F6)]
    [TestCase(32768, BankType.F4)]
    public void TheSizeTellsTheUsualBankType(int size, BankType expected) =>
        Assert.That(Cartridge.FromBytes(Noise(size), "noise").BankType, Is.EqualTo(expected));

    [TestCase(8192, BankType.F8SC)]
    [TestCase(16384, BankType.F6SC)]
    [TestCase(32768, BankType.F4SC)]
    public void FlatAreasWhereTheRamWouldBeTellASuperchip(int size, BankType expected)
    {
        var image = Noise(size);
        for (var bank = 0; bank < size; bank += 4096)
            image.AsSpan(bank, 256).Fill((byte)bank);
        Assert.That(Cartridge.FromBytes(image, "noise").BankType, Is.EqualTo(expected));
    }

    [Test]
    public void TwoEqualHalvesAreASmallerCartridge()
    {
        var half = Noise(2048);
        Assert.That(Cartridge.FromBytes([.. half, .. half], "doubled").BankType, Is.EqualTo(BankType.Rom2K));
        half = Noise(4096);
        Assert.That(Cartridge.FromBytes([.. half, .. half], "doubled").BankType, Is.EqualTo(BankType.Rom4K));
    }

    [TestCase(new byte[] { 0xAD, 0xED, 0xFF }, BankType.E0)]
    [TestCase(new byte[] { 0x20, 0x00, 0xD0, 0xC6, 0xC5 }, BankType.FE)]
    public void AnInstructionTellsItsScheme(byte[] signature, BankType expected)
    {
        var image = Noise(8192);
        signature.CopyTo(image, 1000);
        Assert.That(Cartridge.FromBytes(image, "signed").BankType, Is.EqualTo(expected));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2047)]
    [TestCase(4097)]
    [TestCase(65536)]
    public void AWrongSizeIsRefused(int size) =>
        Assert.That(
            () => Cartridge.FromBytes(new byte[size], "odd"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("odd").And.Message.Contains($"{size} bytes").And.Message.Contains("expected"));

    [Test]
    public void ASchemeThatIsMissingIsNamed()
    {
        var image = Noise(8192);
        new byte[] { 0x85, 0x3E, 0xA9, 0x00 }.CopyTo(image, 3000);
        Assert.That(() => Cartridge.FromBytes(image, "big"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("3E"));
    }

    [Test]
    public void AMissingFileIsNamed() =>
        Assert.That(() => Cartridge.Load("no/such.bin"), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("no/such.bin"));

    [Test]
    public void TheMd5IsThatOfAllBytes() =>
        Assert.That(Cartridge.FromBytes(new byte[2048], "zeros").Md5, Is.EqualTo("c99a74c555371a433d121f551d6c6398"));

    // Below $60, so that no signature of any scheme occurs by chance.
    private static byte[] Noise(int size)
    {
        var image = new byte[size];
        var random = new Random(size);
        for (var i = 0; i < size; i++)
            image[i] = (byte)random.Next(0x60);
        return image;
    }
}
