namespace DqnGpu.Ale;

/// <summary>
/// Everything that a console and its cartridge remember, besides the bytes of <see cref="IConsoleMemory"/>: 6507, TIA, RIOT, ports, bank
/// switching. Only numbers, so that a copy is a copy of the machine and the struct can lie in a GPU's memory.
/// </summary>
public struct ConsoleState
{
    // 6507. Registers hold 0..255 (PC 0..65535).
    internal int A, X, Y, Sp, Pc;

    /// <summary>Z is set if the low byte is 0; N is set if bit 7 or bit 15 is. So BIT and PLP can set both.</summary>
    internal int NegativeZero;

    /// <summary>Flags, 0 or 1 (V: 0 or not 0).</summary>
    internal int Carry, Overflow, Decimal, InterruptDisable;

    /// <summary>A JAM opcode stopped the processor until the next reset.</summary>
    internal int Jammed;

    /// <summary>CPU cycles since the frame began; three colour clocks each.</summary>
    internal int Cycles;

    /// <summary>Set by the TIA when a frame ends: the processor returns after the instruction.</summary>
    internal int Stop;

    /// <summary>The bus access before this one was a write: then a write to WSYNC does not halt the processor.</summary>
    internal int AfterWrite;

    // Frame. Clocks are colour clocks counted like Cycles * 3.
    internal int FrameStart, DisplayStart, DisplayStop;

    /// <summary>A write to the TIA at or after this clock cuts the frame off.</summary>
    internal int LongestFrame;

    /// <summary>A cycle at which a line began, where it was last asked for: the beam's line by the processor's clock, or one before.</summary>
    internal int LineStart;
    internal int YStart, Rows;

    /// <summary>VSYNC written 0 at or after this clock ends the frame.</summary>
    internal int VsyncFinish;

    /// <summary>The last update ended without the end of a frame.</summary>
    internal int Partial;

    /// <summary>The unfinished frame has been greyed.</summary>
    internal int Greyed;

    internal int CurrentScanline, ScanlinesOfLastFrame, MaxScanlines;

    /// <summary>PAL sets lose colour after a frame with an odd number of lines.</summary>
    internal int ColourLossEnabled;

    /// <summary>Which of the two screens is drawn to.</summary>
    internal int CurrentScreen;

    /// <summary>What becomes of the picture: 0 usually, <see cref="Tia.NotGreyed"/> or <see cref="Tia.NotPainted"/>.</summary>
    internal int Picture;

    // Beam: what is drawn, and how far drawing is allowed to lag behind.

    /// <summary>Everything before this clock is drawn.</summary>
    internal int BeamClock;

    /// <summary>The clock within its line that belongs to <see cref="BeamClock"/>, 0..228; 228 = line end still to be handled.</summary>
    internal int BeamX;

    /// <summary>First pixel block (of 8) of the beam's row on the current screen.</summary>
    internal int BeamBlock;

    /// <summary>The processor has looked at or touched the TIA up to this clock: as far as ALE would have drawn.</summary>
    internal int BeamTarget;

    /// <summary>With a target behind this clock there is something to draw, or a line to end. <see cref="Tia.NextToDraw"/> of the above.</summary>
    internal int DrawFrom;

    // TIA registers.
    internal int Vsync, Vblank, Nusiz0, Nusiz1, Ctrlpf;
    internal int Colup0, Colup1, Colupf, Colubk;
    internal int Refp0, Refp1, Grp0, Grp1, OldGrp0, OldGrp1, Vdelp0, Vdelp1;
    internal int Enam0, Enam1, Enabl, OldEnabl, Vdelbl, Resmp0, Resmp1;
    internal int Hmp0, Hmp1, Hmm0, Hmm1, Hmbl;
    internal int PositionP0, PositionP1, PositionM0, PositionM1, PositionBall;

    /// <summary>The playfield registers as 20 cells, bit 0 the leftmost.</summary>
    internal int Playfield;

    /// <summary>The same cells from right to left.</summary>
    internal int PlayfieldMirrored;

    /// <summary>The reflection in force on this line (CTRLPF bit 0 may be ahead of it).</summary>
    internal int PlayfieldReflected;

    /// <summary>What is shown of the player graphics after delay and reflection, bit 0 the leftmost pixel.</summary>
    internal int ShownGrp0, ShownGrp1;

    /// <summary>The first copy of a player is not shown, because RESP has just moved it.</summary>
    internal int FirstCopyHidden0, FirstCopyHidden1;

    /// <summary>Objects that can show: bits of <see cref="Tia"/>.ObjectP0 ...</summary>
    internal int Enabled;

    /// <summary>The 15 collision latches.</summary>
    internal int Collisions;

    internal int HmoveBlank, HmoveBlanksAllowed, LastHmoveClock;

    /// <summary>Missile 0's "star" motion, its counter, and the shape that it gives the missile on this line.</summary>
    internal int StarEnabled, StarCounter, StarShape;

    /// <summary>
    /// The line masks that must be computed again before use: bits of <see cref="Tia"/>.ObjectP0 ...; and how the beam's row differs from the one above:
    /// <see cref="Tia"/>.UnlikeRowAbove, EdgeAboveBlanked.
    /// </summary>
    internal int StaleMasks;

    /// <summary>Line masks: bit i of the 160 is 1 where the object covers pixel i.</summary>
    internal LineMask MaskP0, MaskP1, MaskM0, MaskM1, MaskBall, MaskPlayfield;

    /// <summary>
    /// The number, 0..3, of the colour of each pixel that the beam has passed on its line and that is not painted yet: its two bits.
    /// <see cref="RowPixels"/> says whose colours they are.
    /// </summary>
    internal LineMask ColourBit0, ColourBit1;

    /// <summary>The pixels of the beam's line that are painted already: those before this one.</summary>
    internal int PaintedTo;

    /// <summary>The first 8 pixels of the beam's line, where they are not painted yet, stay black after HMOVE.</summary>
    internal int EdgeBlanked;

    // Sound: AUDC and AUDV 0..15, AUDF 0..31. What becomes of them is TiaSound's.
    internal int Audc0, Audc1, Audf0, Audf1, Audv0, Audv1;

    // Analog inputs.
    internal int DumpEnabled, DumpDisabledCycle;

    // RIOT.
    internal int Timer, TimerShift, TimerSetCycle, TimerInterruptCycle, TimerReadAfterInterrupt, DataDirectionA;

    // Ports, as the player holds them.
    internal int Swcha, Swchb, Inpt4, Inpt5;

    /// <summary>
    /// Cycles after which INPT0..3 read 1; <see cref="Tia.NeverCharges"/> or <see cref="Tia.AlwaysCharged"/> are possible.
    /// </summary>
    internal int Charge0, Charge1, Charge2, Charge3;

    // Bank switching.

    /// <summary>Offset of the bank in the image (F8, F6, F4, DPC).</summary>
    internal int BankOffset;

    /// <summary>Offsets of the three 1 KB slices that can be chosen (E0).</summary>
    internal int Slice0, Slice1, Slice2;

    internal DpcState Dpc;

    /// <summary>
    /// True if no flag, register, position or offset is larger than the machine ever makes it, so that stepping this state reads and writes
    /// only within an image of <paramref name="imageSize"/> bytes and the console's own memory. For states that come from a file. Clocks
    /// and cycles may be anything.
    /// </summary>
    internal readonly bool StaysWithin(int imageSize) =>
        RegistersHoldBytes && BeamStaysOnScreen
        && BankOffset >= 0 && BankOffset + 4096 <= imageSize && BankOffset % 4096 == 0
        && ((Slice0 | Slice1 | Slice2) & ~0x1C00) == 0 && (Dpc.CounterHigh & ~0x0707070707070707UL) == 0;

    // A byte too large becomes an address too large on its way through the accumulator.
    private readonly bool RegistersHoldBytes
    {
        get
        {
            const int position = Tia.PixelsPerLine - 1;
            var flags = Carry | Decimal | InterruptDisable | Jammed | Stop | AfterWrite | Partial | Greyed | ColourLossEnabled | Refp0 | Refp1
                | Vdelp0 | Vdelp1 | Vdelbl | PlayfieldReflected | FirstCopyHidden0 | FirstCopyHidden1 | HmoveBlank | HmoveBlanksAllowed
                | StarEnabled | DumpEnabled | TimerReadAfterInterrupt | EdgeBlanked;
            var bytes = A | X | Y | Sp | Overflow | Vsync | Vblank | Nusiz0 | Nusiz1 | Ctrlpf | Colup0 | Colup1 | Colupf | Colubk
                | Grp0 | Grp1 | OldGrp0 | OldGrp1 | ShownGrp0 | ShownGrp1 | Timer | DataDirectionA | Swcha | Swchb | Inpt4 | Inpt5
                | Dpc.Flags | Dpc.MusicMode | Dpc.Random;
            return (flags & ~1) == 0 && (bytes & ~0xFF) == 0 && ((Pc | NegativeZero) & ~0xFFFF) == 0
                && ((Enam0 | Enam1 | Enabl | OldEnabl | Resmp0 | Resmp1) & ~2) == 0 && ((Hmp0 | Hmp1 | Hmm0 | Hmm1 | Hmbl) & ~0xF) == 0
                && (uint)PositionP0 <= position && (uint)PositionP1 <= position && (uint)PositionM0 <= position
                && (uint)PositionM1 <= position && (uint)PositionBall <= position
                && ((Audc0 | Audc1 | Audv0 | Audv1) & ~0xF) == 0 && ((Audf0 | Audf1) & ~0x1F) == 0
                && ((Playfield | PlayfieldMirrored) & ~0xFFFFF) == 0 && (Collisions & ~0x7FFF) == 0 && (Enabled & ~Tia.AllMasks) == 0
                && (StaleMasks & ~(Tia.AllMasks | Tia.UnlikeRowAbove | Tia.EdgeAboveBlanked)) == 0
                && ((StarCounter | StarShape) & ~3) == 0 && TimerShift is 0 or 3 or 6 or 10 && (uint)PaintedTo <= Tia.PixelsPerLine
                && ((MaskP0.C | MaskP1.C | MaskM0.C | MaskM1.C | MaskBall.C | MaskPlayfield.C) >> 32) == 0;
        }
    }

    private readonly bool BeamStaysOnScreen
    {
        get
        {
            var row = (BeamBlock - CurrentScreen * Tia.BlocksPerScreen) / Tia.BlocksPerRow;
            // The beam may still have part of a last row before it: that row is drawn to as well.
            var clocksToDraw = (long)DisplayStop - BeamClock + BeamX;
            var rowsToDraw = (clocksToDraw + Tia.ClocksPerLine - 1) / Tia.ClocksPerLine;
            return CurrentScreen is 0 or 1 && BeamX is >= 0 and <= Tia.ClocksPerLine && BeamBlock % Tia.BlocksPerRow == 0
                && clocksToDraw >= 0 && FrameStart % 3 == 0 && row >= 0 && rowsToDraw <= Tia.RowsPerScreen && row + rowsToDraw <= Tia.RowsPerScreen
                && DisplayStart == FrameStart + Tia.ClocksPerLine * YStart && DisplayStop == DisplayStart + Tia.ClocksPerLine * Rows;
        }
    }
}

/// <summary>A bit for each of a line's 160 pixels, pixel 0 in bit 0 of <see cref="A"/>.</summary>
public struct LineMask
{
    /// <summary>Pixels 0..63.</summary>
    internal ulong A;

    /// <summary>Pixels 64..127.</summary>
    internal ulong B;

    /// <summary>Pixels 128..159 in the low 32 bits.</summary>
    internal ulong C;

    /// <summary>Nothing: with it a mask is a vector of 256 bits.</summary>
    internal ulong D;
}
