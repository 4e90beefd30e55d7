namespace DqnGpu.Ale;

/// <summary>
/// The TIA's two sound channels between two samples: what their registers (AUDC, AUDF, AUDV in <see cref="ConsoleState"/>) are turned into sound with.
/// Only numbers, as the rest of the machine.
/// </summary>
/// <remarks>
/// The chip makes two samples in each line of the picture. As in ALE they are not made while the beam runs but after a frame, all with the registers as
/// they stand then: what a program changed within the frame is not heard. A reset changes nothing here; ALE's leaves its sound alone too.
/// </remarks>
internal struct TiaSound
{
    /// <summary>What is heard of two channels that are low: samples are unsigned.</summary>
    public const byte Silence = 128;

    private SoundChannel _channel0, _channel1;

    /// <summary>The channels when the console is switched on: shift registers of zeros would stay so.</summary>
    public static TiaSound AtPowerOn => new() { _channel0 = SoundChannel.AtPowerOn, _channel1 = SoundChannel.AtPowerOn };

    /// <summary>No number is larger than a channel ever makes it. For states that come from a file.</summary>
    public readonly bool IsPossible => _channel0.IsPossible && _channel1.IsPossible;

    /// <summary>The samples that follow, each 128 + 4 AUDV0 (where channel 0 is high) + 4 AUDV1 (where channel 1 is): 128..248.</summary>
    /// <param name="sound">The channels; they go on.</param>
    /// <param name="console">The registers.</param>
    /// <param name="samples">As many as are wanted.</param>
    public static void Generate(ref TiaSound sound, in ConsoleState console, Span<byte> samples)
    {
        var (level0, level1) = (4 * console.Audv0, 4 * console.Audv1);
        for (var i = 0; i < samples.Length; i++)
        {
            sound._channel0.Advance(console.Audc0, console.Audf0);
            sound._channel1.Advance(console.Audc1, console.Audf1);
            samples[i] = (byte)(Silence + (sound._channel0.IsHigh ? level0 : 0) + (sound._channel1.IsHigh ? level1 : 0));
        }
    }

    /// <summary>
    /// One channel: a divider, and behind it shift registers of four and five bits. Bit 3 of the four is what is heard. AUDC says what is shifted into them,
    /// and when: bits 0 and 1 mostly what clocks the four (nothing but the divider, twice; two of 31 states of the five; those of the five whose bit 4
    /// is set), bits 2 and 3 mostly what they are fed with.
    /// </summary>
    private struct SoundChannel
    {
        private const int AllOnes = 0;
        private const int NoiseOfNine = 8;
        private const int NoiseOfFive = 9;
        private const int AllOnesToo = 11;

        private int _four, _five, _divided;

        public static SoundChannel AtPowerOn => new() { _four = 1, _five = 1 };

        public readonly bool IsHigh => (_four & 8) != 0;

        public readonly bool IsPossible => ((_four & ~0xF) | ((_five | _divided) & ~0x1F)) == 0;

        // Every AUDF + 1 samples; a divider that is ahead of a smaller AUDF, at once.
        public void Advance(int audc, int audf)
        {
            if (_divided++ < audf)
                return;
            _divided = 0;
            Clock(audc);
        }

        private void Clock(int audc)
        {
            switch (audc)
            {
                case AllOnes or AllOnesToo:
                    _four = Shifted(_four, 1, 0xF);
                    return;
                case NoiseOfNine:
                    ShiftNine();
                    return;
            }
            var outOfFive = _five >> 4;
            if ((audc & 2) != 0 || audc == NoiseOfFive)
                _five = Shifted(_five, _five == 0 ? 1 : (_five >> 4 ^ _five >> 2) & 1, 0x1F);
            var isClocked = (audc & 3) switch { 2 => (_five & 0xF) == 8, 3 => (_five & 0x10) != 0, _ => true };
            if (!isClocked)
                return;
            _four = (audc >> 2) switch
            {
                0 => Shifted(_four, _four == 0 ? 1 : (_four >> 3 ^ _four >> 2) & 1, 0xF),
                1 => Shifted(_four, ~_four & 1, 0xF),
                2 => Shifted(_four, audc == NoiseOfFive ? outOfFive : _five >> 4, 0xF),
                // 000111 over and over: what is shifted is turned over too.
                _ => Shifted(~_four, (_four & 7) is > 0 and < 4 ? 1 : 0, 0xF),
            };
        }

        // Both as one register, the five in front; nine zeros begin again.
        private void ShiftNine()
        {
            var outOfFive = _five >> 4;
            _five = Shifted(_five, (_five | _four) == 0 ? 1 : (_four >> 3 ^ _five >> 4) & 1, 0x1F);
            _four = Shifted(_four, outOfFive, 0xF);
        }

        private static int Shifted(int register, int bit, int mask) => (register << 1 | bit) & mask;
    }
}
