using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>
/// Numbers as a user types them, for every option alike: <c>150000</c>, <c>150_000</c>, <c>150k</c>, <c>6M</c>, <c>1e6</c>, <c>2.5e-4</c>.
/// </summary>
public static class NumberText
{
    // Bounds are grouped as the user may type them.
    private static readonly NumberFormatInfo Grouped = new() { NumberGroupSeparator = "_", NumberNegativePattern = 1 };

    /// <summary>A whole number. <c>1.5k</c> is one, <c>1.5</c> is not. Every long is read exactly.</summary>
    /// <param name="option">What takes the number, for the message.</param>
    /// <param name="text">What the user typed.</param>
    /// <param name="min">Smallest value allowed.</param>
    /// <param name="max">Largest value allowed.</param>
    /// <exception cref="OptionException">It is no whole number within the bounds; the message names both.</exception>
    public static long Whole(string option, string text, long min, long max)
    {
        var (digits, factor) = Split(text);
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var nearest) || !double.IsFinite(nearest))
            throw Mistake();
        // Decimals hold every long and no rounded tenths, but neither very large numbers nor very small ones.
        return decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == 0 == (nearest == 0)
            && Math.Abs(number) <= long.MaxValue && decimal.IsInteger(number * factor) && number * factor >= min && number * factor <= max
            ? (long)(number * factor)
            : throw Mistake();

        OptionException Mistake() => new(string.Create(Grouped, $"{option} takes a whole number of {min:N0} to {max:N0}, not '{text}'."));
    }

    /// <summary>A number, whole or not; neither NaN nor infinite.</summary>
    /// <param name="option">What takes the number, for the message.</param>
    /// <param name="text">What the user typed.</param>
    /// <param name="min">Smallest value allowed; minus infinity: any.</param>
    /// <param name="max">Largest value allowed; infinity: any.</param>
    /// <exception cref="OptionException">It is no number within the bounds; the message names both.</exception>
    public static double Real(string option, string text, double min, double max)
    {
        var (digits, factor) = Split(text);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number * factor)
            && number * factor >= min && number * factor <= max
            ? number * factor
            : throw new OptionException($"{option} takes a number{Range(min, max)}, not '{text}'.");
    }

    /// <summary>A number as <see cref="Whole"/> and <see cref="Real"/> read it.</summary>
    public static string Show(IFormattable number) => number switch
    {
        double or float when Convert.ToDouble(number, CultureInfo.InvariantCulture) is var real && Math.Abs(real) is > 0 and (< 1e-4 or >= 1e15) =>
            number.ToString("0.#######e0", CultureInfo.InvariantCulture),
        double => number.ToString("0.###############", CultureInfo.InvariantCulture),
        float => number.ToString("0.#######", CultureInfo.InvariantCulture),
        _ => number.ToString(null, CultureInfo.InvariantCulture),
    };

    private static (string Digits, int Factor) Split(string text)
    {
        var plain = text.Replace("_", "");
        return plain.Length == 0 ? (plain, 1) : plain[^1] switch
        {
            'k' or 'K' => (plain[..^1], 1_000),
            'M' => (plain[..^1], 1_000_000),
            _ => (plain, 1),
        };
    }

    private static string Range(double min, double max) => (double.IsFinite(min), double.IsFinite(max)) switch
    {
        (true, true) => $" of {Show(min)} to {Show(max)}",
        (true, false) => $" of at least {Show(min)}",
        (false, true) => $" of at most {Show(max)}",
        _ => "",
    };
}
