namespace DqnGpu.Ale;

/// <summary>Guesses a cartridge's <see cref="BankType"/> from the size and the bytes of its image, with ALE's rules.</summary>
internal static class BankTypeDetection
{
    private const int Bank = 4096;

    /// <summary>The type of <paramref name="image"/>.</summary>
    /// <exception cref="InvalidDataException">No console cartridge has this size, or the scheme is one that no ALE game uses.</exception>
    public static BankType Detect(ReadOnlySpan<byte> image, string name) => image.Length switch
    {
        2048 => UnlessCommaVid(image, name, BankType.Rom2K),
        4096 => UnlessCommaVid(image, name, image[..2048].SequenceEqual(image[2048..]) ? BankType.Rom2K : BankType.Rom4K),
        8192 => Detect8K(image, name),
        10240 or 10495 or 10496 => BankType.Dpc,
        16384 => Detect16K(image, name),
        32768 => Detect32K(image, name),
        _ => throw new InvalidDataException(
            $"{name}: {image.Length} bytes is no size of a supported Atari 2600 cartridge; expected 2048, 4096, 8192, 10495, 16384 or 32768. " +
            "Is it unpacked, and is it a ROM image?"),
    };

    private static BankType Detect8K(ReadOnlySpan<byte> image, string name)
    {
        if (RamAreasAreFlat(image))
            return BankType.F8SC;
        if (image[..Bank].SequenceEqual(image[Bank..]))
            return BankType.Rom4K;
        if (LooksLikeE0(image))
            return BankType.E0;
        RefuseTigervision(image, name);
        if (Contains(image, [0x8D, 0x40, 0x02], 1))
            throw Unsupported(name, "UA");
        return LooksLikeFE(image) ? BankType.FE : BankType.F8;
    }

    private static BankType Detect16K(ReadOnlySpan<byte> image, string name)
    {
        if (RamAreasAreFlat(image))
            return BankType.F6SC;
        if (LooksLikeE7(image))
            throw Unsupported(name, "E7");
        RefuseTigervision(image, name);
        return BankType.F6;
    }

    private static BankType Detect32K(ReadOnlySpan<byte> image, string name)
    {
        if (RamAreasAreFlat(image))
            return BankType.F4SC;
        RefuseTigervision(image, name);
        return BankType.F4;
    }

    private static BankType UnlessCommaVid(ReadOnlySpan<byte> image, string name, BankType plain) =>
        Contains(image, [0x9D, 0xFF, 0xF3], 1) || Contains(image, [0x99, 0x00, 0xF4], 1) ? throw Unsupported(name, "CV") : plain;

    private static void RefuseTigervision(ReadOnlySpan<byte> image, string name)
    {
        if (Contains(image, [0x85, 0x3E, 0xA9, 0x00], 1))
            throw Unsupported(name, "3E");
        if (Contains(image, [0x85, 0x3F], 2))
            throw Unsupported(name, "3F");
    }

    private static InvalidDataException Unsupported(string name, string scheme) => new(
        $"{name}: its bytes look like bank switching scheme {scheme}, which no ALE game uses and this console does not have. " +
        "Force another type with ConsoleSettings.BankType if the guess is wrong.");

    // The window onto the RAM hides the ROM below it, so assemblers leave one byte value there in every bank.
    private static bool RamAreasAreFlat(ReadOnlySpan<byte> image)
    {
        for (var bank = 0; bank < image.Length; bank += Bank)
            if (image.Slice(bank, 256).ContainsAnyExcept(image[bank]))
                return false;
        return true;
    }

    private static bool LooksLikeE0(ReadOnlySpan<byte> image) =>
        Contains(image, [0x8D, 0xE0, 0x1F], 1) || Contains(image, [0x8D, 0xE0, 0x5F], 1) || Contains(image, [0x8D, 0xE9, 0xFF], 1) ||
        Contains(image, [0xAD, 0xE9, 0xFF], 1) || Contains(image, [0xAD, 0xED, 0xFF], 1) || Contains(image, [0xAD, 0xF3, 0xBF], 1);

    private static bool LooksLikeFE(ReadOnlySpan<byte> image) =>
        Contains(image, [0x20, 0x00, 0xD0, 0xC6, 0xC5], 1) || Contains(image, [0x20, 0xC3, 0xF8, 0xA5, 0x82], 1) ||
        Contains(image, [0xD0, 0xFB, 0x20, 0x73, 0xFE], 1) || Contains(image, [0x20, 0x00, 0xF0, 0x84, 0xD6], 1);

    // E7's RAM at $3800-$39FF of the image is flat, and the 32 bytes before or after it are not.
    private static bool LooksLikeE7(ReadOnlySpan<byte> image)
    {
        var flat = image[0x3800];
        return !image.Slice(0x3800, 0x200).ContainsAnyExcept(flat)
            && (image.Slice(0x37E0, 32).ContainsAnyExcept(flat) || image.Slice(0x3A00, 32).ContainsAnyExcept(flat));
    }

    // ALE never looks at the last possible position and skips one byte more than the signature after a hit.
    private static bool Contains(ReadOnlySpan<byte> image, ReadOnlySpan<byte> signature, int times)
    {
        for (var i = 0; i < image.Length - signature.Length; i++)
            if (image[i..].StartsWith(signature))
            {
                if (--times == 0)
                    return true;
                i += signature.Length;
            }
        return false;
    }
}
