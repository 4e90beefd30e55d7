using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

/// <summary>
/// Whatever a cartridge holds and whatever is pressed, the machine neither crashes nor hangs nor leaves its memory. The memory is a
/// copy with checked bounds: an access outside it fails the test.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public class FuzzTests
{
    private static readonly (BankType Type, int Size)[] Types =
    [
        (BankType.Rom4K, 4096), (BankType.F8, 8192), (BankType.F8SC, 8192), (BankType.F6, 16384), (BankType.F6SC, 16384),
        (BankType.F4, 32768), (BankType.F4SC, 32768), (BankType.E0, 8192), (BankType.FE, 8192), (BankType.Dpc, 10495),
    ];

    [Test]
    public void RandomImagesStayWithinTheMachine([Range(0, 9)] int type)
    {
        const int images = 200, frames = 4;
        for (var seed = 0; seed < images; seed++)
        {
            var random = new Random(seed * 100 + type);
            var rom = new byte[Types[type].Size];
            random.NextBytes(rom);
            if (seed % 2 == 1)
                TameOpcodes(random, rom);
            switch (Types[type].Type)
            {
                case BankType.Rom4K: Run<Rom4K>(rom, random, frames); break;
                case BankType.F8: Run<Paged<F8>>(rom, random, frames); break;
                case BankType.F8SC: Run<Superchip<Paged<F8>>>(rom, random, frames); break;
                case BankType.F6: Run<Paged<F6>>(rom, random, frames); break;
                case BankType.F6SC: Run<Superchip<Paged<F6>>>(rom, random, frames); break;
                case BankType.F4: Run<Paged<F4>>(rom, random, frames); break;
                case BankType.F4SC: Run<F4SC>(rom, random, frames); break;
                case BankType.E0: Run<E0>(rom, random, frames); break;
                case BankType.FE: Run<FE>(rom, random, frames); break;
                case BankType.Dpc: Run<Dpc>(rom, random, frames); break;
            }
        }
    }

    /// <summary>Cut, lengthened and damaged images of a real program: each is refused by an exception that says why, or runs.</summary>
    [Test]
    public void DamagedImagesRunOrAreRefused()
    {
        var good = BundledCartridges.Find("breakout")!.Bytes.ToArray();
        int refused = 0, ran = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var size = seed % 4 == 0 ? random.Next(40_000) : 2048 << random.Next(5);
            var image = new byte[size];
            for (var i = 0; i < size; i++)
                image[i] = random.Next(200) == 0 ? (byte)random.Next(256) : good[i % good.Length];
            Cartridge cartridge;
            try
            {
                cartridge = Cartridge.FromBytes(image, "damaged");
            }
            catch (InvalidDataException refusal)
            {
                Assert.That(refusal.Message, Does.Contain("damaged"));
                refused++;
                continue;
            }
            var console = new AtariConsole(cartridge, new ConsoleSettings { Format = TvFormat.Ntsc });
            for (var frame = 0; frame < 4; frame++)
                console.Update(RandomInput.Next(random));
            Assert.That(console.Screen.Length, Is.EqualTo(210 * 160));
            ran++;
        }
        Assert.That(refused, Is.GreaterThan(80));
        Assert.That(ran, Is.GreaterThan(200));
    }

    // Random bytes soon meet a JAM; and they write to the TIA less often than programs do.
    private static void TameOpcodes(Random random, byte[] rom)
    {
        ReadOnlySpan<byte> opcodes = [0x85, 0x86, 0x84, 0x95, 0x8D, 0xA9, 0xA5, 0xB5, 0xC6, 0xE6, 0xD0, 0x20, 0x60, 0x48, 0x68, 0x9A, 0xBA, 0x6C];
        for (var i = 0; i < rom.Length; i++)
            if (random.Next(3) != 0)
                rom[i] = random.Next(2) == 0 ? opcodes[random.Next(opcodes.Length)] : (byte)random.Next(0x2D);
    }

    private static void Run<TBanks>(byte[] rom, Random random, int frames)
        where TBanks : struct, IBankSwitching
    {
        var memory = new CheckedMemory(rom);
        random.NextBytes(memory.Bytes.AsSpan(0, NativeConsoleMemory.RamSize));
        var s = new ConsoleState { YStart = 34, Rows = random.Next(2) == 0 ? 210 : 250, HmoveBlanksAllowed = 1, MaxScanlines = 290 };
        s.Dpc.Random = 1;
        ConsoleStep.Reset<TBanks, CheckedMemory>(ref s, memory, 25 + random.Next(75));
        for (var frame = 0; frame < frames; frame++)
        {
            ControllerPorts.Connect(ref s, new ConsoleSettings { LeftController = Controller.Paddles }, RandomInput.Next(random));
            ConsoleStep.Update<TBanks, CheckedMemory>(ref s, memory);
            Assert.That(s.StaysWithin(rom.Length), "no state that the machine comes to is refused");
            // A jammed machine does nothing more until it is reset, in the middle of its frame.
            if (s.Jammed != 0)
                ConsoleStep.Reset<TBanks, CheckedMemory>(ref s, memory, 25);
            s.Pc = random.Next(0x1000) | 0xF000;
        }
    }

    private readonly struct CheckedMemory(byte[] rom) : IConsoleMemory
    {
        public readonly byte[] Bytes = new byte[NativeConsoleMemory.RamSize];
        private readonly ulong[] _pixels = new ulong[2 * Tia.BlocksPerScreen];
        private readonly byte[] _rom = rom;

        public int Rom(int offset) => _rom[offset];

        public int RomWord(int offset) => BitConverter.ToUInt16(_rom, offset);

        public int Ram(int offset) => Bytes[offset];

        public void SetRam(int offset, int value) => Bytes[offset] = (byte)value;

        public ulong Pixels(int block) => _pixels[block];

        public void SetPixels(int block, ulong pixels) => _pixels[block] = pixels;

        public void FillPixels(int block, int count, ulong pixels) => _pixels.AsSpan(block, count).Fill(pixels);

        public void CopyRowAbove(int block) => _pixels.AsSpan(block - 20, 20).CopyTo(_pixels.AsSpan(block, 20));

        public void CoverRow(ref ConsoleState s, int left, int right) => RowPixels.CoverByWords(ref s, left, right);

        public void CoverWithBackground(ref ConsoleState s, int left, int right) => RowPixels.CoverWithBackgroundByWords(ref s, left, right);

        public void PlaceOnLine(ref LineMask mask, ulong low, ulong high, int position) => Tia.PlaceOnLine(ref mask, low, high, position);

        public void CoverPlayfield(ref LineMask mask, ulong cells) => Tia.PlayfieldMask(ref mask, cells);

        public void PaintRow(ref ConsoleState s, int left, int right, uint colours) => RowPixels.PaintByWords(ref s, this, left, right, colours);
    }
}
