using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>Positions of players, missiles and ball: RESxx puts them where the beam is, HMOVE moves them by HMxx.</summary>
internal static partial class Tia
{
    // Where the beam is when a player is reset, as a pixel; 3 anywhere in the blank.
    [MethodImpl(Hot.FromTheStart)]
    private static int PlayerAtBeam(ref ConsoleState s)
    {
        var x = CycleOnLine(ref s) * 3;
        return x < HorizontalBlank ? 3 : (x - HorizontalBlank + 5) % PixelsPerLine;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static int MissileAtBeam(ref ConsoleState s)
    {
        var x = CycleOnLine(ref s) * 3;
        return x < HorizontalBlank ? 2 : (x - HorizontalBlank + 4) % PixelsPerLine;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void ResetPlayer0<TMemory>(ref ConsoleState s, TMemory memory, int clock)
        where TMemory : struct, IConsoleMemory
    {
        CatchUp(ref s, memory);
        var position = PlayerAtBeam(ref s);
        var place = PlaceAmongCopies(s.Nusiz0 & 7, (position - s.PositionP0 + PixelsPerLine) % PixelsPerLine);
        if (place == WithinCopy)
        {
            AdvanceTarget(ref s, clock + 11);
            CatchUp(ref s, memory);
        }
        s.PositionP0 = position;
        s.FirstCopyHidden0 = place == BeforeCopy ? 0 : 1;
        s.StaleMasks |= ObjectP0;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void ResetPlayer1<TMemory>(ref ConsoleState s, TMemory memory, int clock)
        where TMemory : struct, IConsoleMemory
    {
        CatchUp(ref s, memory);
        var position = PlayerAtBeam(ref s);
        var place = PlaceAmongCopies(s.Nusiz1 & 7, (position - s.PositionP1 + PixelsPerLine) % PixelsPerLine);
        if (place == WithinCopy)
        {
            AdvanceTarget(ref s, clock + 11);
            CatchUp(ref s, memory);
        }
        s.PositionP1 = position;
        s.FirstCopyHidden1 = place == BeforeCopy ? 0 : 1;
        s.StaleMasks |= ObjectP1;
    }

    private const int ElsewhereOnLine = 0;
    private const int BeforeCopy = 1;
    private const int WithinCopy = 2;

    // A player that is reset shows no first copy on this line, unless the beam is in the 4 clocks before one of its copies; within a
    // copy, ALE draws 11 more clocks of it first. `distance` is from the old position to the new.
    [MethodImpl(Hot.FromTheStart)]
    private static int PlaceAmongCopies(int mode, int distance)
    {
        var place = PlaceInCopy(distance, mode == 5 ? 16 : mode == 7 ? 32 : 8);
        if (place == ElsewhereOnLine && mode is 1 or 3)
            place = PlaceInCopy(distance - 16, 8);
        if (place == ElsewhereOnLine && mode is 2 or 3 or 6)
            place = PlaceInCopy(distance - 32, 8);
        if (place == ElsewhereOnLine && mode is 4 or 6)
            place = PlaceInCopy(distance - 64, 8);
        return place;
    }

    private static int PlaceInCopy(int distance, int width) =>
        distance < 0 || distance >= width + 4 ? ElsewhereOnLine : distance < 4 ? BeforeCopy : WithinCopy;

    // The exact positions of a reset soon after HMOVE are those that ALE fixes for some games; the chip has a rule for all.
    [MethodImpl(Hot.FromTheStart)]
    private static void ResetMissile0<TMemory>(ref ConsoleState s, TMemory memory, int clock)
        where TMemory : struct, IConsoleMemory
    {
        CatchUp(ref s, memory);
        var x = CycleOnLine(ref s) * 3;
        s.PositionM0 = clock - s.LastHmoveClock == 60 && x == 69 ? 8 : MissileAtBeam(ref s);
        s.StarShape = 0;
        s.StaleMasks |= ObjectM0;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void ResetMissile1<TMemory>(ref ConsoleState s, TMemory memory, int clock)
        where TMemory : struct, IConsoleMemory
    {
        CatchUp(ref s, memory);
        var x = CycleOnLine(ref s) * 3;
        s.PositionM1 = clock - s.LastHmoveClock == 9 && x == 18 ? 3 : MissileAtBeam(ref s);
        s.StaleMasks |= ObjectM1;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void ResetBall<TMemory>(ref ConsoleState s, TMemory memory, int clock)
        where TMemory : struct, IConsoleMemory
    {
        CatchUp(ref s, memory);
        var x = CycleOnLine(ref s) * 3;
        var sinceHmove = clock - s.LastHmoveClock;
        s.PositionBall =
            sinceHmove == 54 && x is 60 or 69 ? 10
            : sinceHmove == 9 && x == 18 ? 3
            : sinceHmove == 21 && x == 30 ? 6
            : sinceHmove == 18 && x == 27 ? 5
            : MissileAtBeam(ref s);
        s.StaleMasks |= ObjectBall;
    }

    // RESMP holds a missile hidden; when it is released, it stands in the middle of its player.
    [MethodImpl(Hot.FromTheStart)]
    private static void ReleaseMissile0<TMemory>(ref ConsoleState s, TMemory memory, int hold)
        where TMemory : struct, IConsoleMemory
    {
        if (s.Resmp0 != 0 && hold == 0)
        {
            CatchUp(ref s, memory);
            s.PositionM0 = (s.PositionP0 + MiddleOfPlayer(s.Nusiz0 & 7)) % PixelsPerLine;
            s.StarShape = 0;
            s.StaleMasks |= ObjectM0;
        }
        s.Resmp0 = hold;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void ReleaseMissile1<TMemory>(ref ConsoleState s, TMemory memory, int hold)
        where TMemory : struct, IConsoleMemory
    {
        if (s.Resmp1 != 0 && hold == 0)
        {
            CatchUp(ref s, memory);
            s.PositionM1 = (s.PositionP1 + MiddleOfPlayer(s.Nusiz1 & 7)) % PixelsPerLine;
            s.StaleMasks |= ObjectM1;
        }
        s.Resmp1 = hold;
    }

    private static int MiddleOfPlayer(int mode) => mode == 5 ? 8 : mode == 7 ? 16 : 4;

    // HMM0 going from 7 to 6 at exactly 21 cycles after HMOVE leaves missile 0's motion clocking on every line: Cosmic Ark's stars.
    [MethodImpl(Hot.FromTheStart)]
    private static void SetMotionM0<TMemory>(ref ConsoleState s, TMemory memory, int clock, int motion)
        where TMemory : struct, IConsoleMemory
    {
        if (clock == s.LastHmoveClock + 63 && s.Hmm0 == 7 && motion == 6)
        {
            CatchUp(ref s, memory);
            s.StarEnabled = 1;
            s.StarCounter = 0;
        }
        s.Hmm0 = motion;
    }

    // All objects move at once; the first copies of the players show again.
    [MethodImpl(Hot.FromTheStart)]
    private static void Hmove<TMemory>(ref ConsoleState s, TMemory memory, int clock)
        where TMemory : struct, IConsoleMemory
    {
        CatchUp(ref s, memory);
        var cycle = CycleOnLine(ref s);

        // The motion takes the first 8 pixels' time: they stay black.
        if (s.HmoveBlanksAllowed != 0 && cycle is <= 20 or 75)
            s.HmoveBlank = 1;

        var stale = s.FirstCopyHidden0 * ObjectP0 | s.FirstCopyHidden1 * ObjectP1 | (s.StarShape != 0 ? ObjectM0 : 0);
        // Many programs write HMOVE on each line, with nothing to move.
        if (cycle > 3 || (s.Hmp0 | s.Hmp1 | s.Hmm0 | s.Hmm1 | s.Hmbl) != 0)
            stale |= MoveAll(ref s, cycle);
        s.StaleMasks |= stale;
        s.FirstCopyHidden0 = s.FirstCopyHidden1 = 0;
        s.StarShape = s.StarEnabled = 0;
        s.LastHmoveClock = clock;
    }

    // The bits of the objects that stand elsewhere now.
    private static int MoveAll(ref ConsoleState s, int cycle)
    {
        var stale = Move(ref s.PositionP0, cycle, s.Hmp0, ObjectP0);
        stale |= Move(ref s.PositionP1, cycle, s.Hmp1, ObjectP1);
        stale |= Move(ref s.PositionM0, cycle, s.Hmm0, ObjectM0);
        stale |= Move(ref s.PositionM1, cycle, s.Hmm1, ObjectM1);
        return stale | Move(ref s.PositionBall, cycle, s.Hmbl, ObjectBall);
    }

    // Moves an object; its bit if it stands elsewhere now.
    [MethodImpl(Hot.FromTheStart)]
    private static int Move(ref int position, int cycle, int value, int bit)
    {
        // Up to cycle 3 there is time for all motion.
        var motion = cycle <= 3 ? (value < 8 ? -value : 16 - value) : Motion(cycle, value);
        if (motion == 0)
            return 0;
        position = Moved(position, motion);
        return bit;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static int Moved(int position, int motion)
    {
        position += motion;
        return position >= PixelsPerLine ? position - PixelsPerLine : position < 0 ? position + PixelsPerLine : position;
    }

    // Pixels to the right by which HMxx = `value` moves an object when HMOVE is written at CPU cycle `cycle` of the line. The chip gives
    // up to 15 extra clocks during the blank. At the usual cycle 3 all of them fit; later ones are lost, and outside the blank
    // clocks are only ever lost. Nibble c of the constants: lowest possible motion + 7 at cycle c; most motion - 8 at cycle 55 + c.
    [MethodImpl(Hot.FromTheStart)]
    private static int Motion(int cycle, int value)
    {
        var nominal = value < 8 ? -value : 16 - value;
        if (cycle is >= 21 and <= 54)
            return 0;
        if (cycle == 75)
            return nominal;
        if (cycle <= 20)
        {
            const ulong from0 = 0x9887655432210000, from16 = 0xDCBBA;
            var lowest = (int)((cycle < 16 ? from0 >> cycle * 4 : from16 >> (cycle - 16) * 4) & 15) - 7;
            return nominal > lowest ? nominal : lowest;
        }
        const ulong from55 = 0x3345667899ABCCDE, from71 = 0x0012;
        var shift = cycle - 55;
        var extra = (int)((shift < 16 ? from55 >> shift * 4 : from71 >> (shift - 16) * 4) & 15) - 8;
        return nominal + extra < 0 ? nominal + extra : 0;
    }
}
