namespace DqnGpu.Ale;

/// <summary>From what the players do to what the chips' pins read.</summary>
/// <remarks>
/// A port has five digital pins (the joystick's four directions on the RIOT's port A, the button on the TIA) and two analog ones. A
/// pair of paddles has its buttons on the pins for right (first paddle) and left (second), its resistors on the analog ones. In
/// ALE swapped ports exchange the left and right controllers' players, and swapped paddles the two of a pair.
/// </remarks>
internal static class ControllerPorts
{
    /// <summary>Sets the pins of <paramref name="s"/> for one update.</summary>
    public static void Connect(ref ConsoleState s, ConsoleSettings settings, in ConsoleInput input)
    {
        // Unused switch lines float high; RESET and SELECT are 0 when pressed.
        var switches = (int)input.Switches;
        s.Swchb = 0x34 | switches & 0xC8 | ~switches & 0x03;

        var first = Read(settings.LeftController, input.LeftJoystick, input, settings.SwapPaddles, 0);
        var second = Read(settings.RightController, input.RightJoystick, input, settings.SwapPaddles, 2);
        var (left, right) = settings.SwapPorts ? (second, first) : (first, second);
        s.Swcha = left.Directions << 4 | right.Directions;
        s.Inpt4 = left.Button;
        s.Inpt5 = right.Button;
        s.Charge0 = left.Charge0;
        s.Charge1 = left.Charge1;
        s.Charge2 = right.Charge0;
        s.Charge3 = right.Charge1;
    }

    private static Pins Read(Controller controller, Joystick joystick, in ConsoleInput input, bool swapped, int firstPaddle)
    {
        if (controller != Controller.Paddles)
        {
            // ALE plugs a joystick into every other port. Pressed is 0.
            var pressed = (int)joystick;
            return new(~pressed & 0x0F, (pressed & (int)Joystick.Fire) != 0 ? 0 : 0x80, Tia.NeverCharges, Tia.NeverCharges);
        }
        var one = firstPaddle + (swapped ? 1 : 0);
        var other = firstPaddle + (swapped ? 0 : 1);
        var buttons = (int)input.PaddleButtons;
        var directions = 0x03 | (~buttons >> one & 1) << 3 | (~buttons >> other & 1) << 2;
        return new(directions, 0x80, Charge(Resistance(input, one)), Charge(Resistance(input, other)));
    }

    private static int Resistance(in ConsoleInput input, int paddle) => paddle switch
    {
        0 => input.PaddleResistance0,
        1 => input.PaddleResistance1,
        2 => input.PaddleResistance2,
        _ => input.PaddleResistance3,
    };

    // The cycles that 10 nF take to charge through `ohms`, at 1.19 MHz; the products in ALE's order, for the same rounding.
    private static int Charge(int ohms)
    {
        if (ohms == 0)
            return Tia.AlwaysCharged;
        var seconds = 1.6 * ohms * 0.01E-6;
        return (int)(seconds * 1.19E6);
    }

    private readonly record struct Pins(int Directions, int Button, int Charge0, int Charge1);
}
