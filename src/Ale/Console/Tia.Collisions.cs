namespace DqnGpu.Ale;

/// <summary>The collision latches: 15 pairs of objects, each set by a pixel that both cover, until CXCLR.</summary>
/// <remarks>ALE finds collisions only where it draws: on shown lines, outside the vertical blank.</remarks>
internal static partial class Tia
{
    private const int CollisionM0P1 = 1 << 0;
    private const int CollisionM0P0 = 1 << 1;
    private const int CollisionM1P0 = 1 << 2;
    private const int CollisionM1P1 = 1 << 3;
    private const int CollisionP0Playfield = 1 << 4;
    private const int CollisionP0Ball = 1 << 5;
    private const int CollisionP1Playfield = 1 << 6;
    private const int CollisionP1Ball = 1 << 7;
    private const int CollisionM0Playfield = 1 << 8;
    private const int CollisionM0Ball = 1 << 9;
    private const int CollisionM1Playfield = 1 << 10;
    private const int CollisionM1Ball = 1 << 11;
    private const int CollisionBallPlayfield = 1 << 12;
    private const int CollisionP0P1 = 1 << 13;
    private const int CollisionM0M1 = 1 << 14;

    // Looks for pixels that two enabled objects share within `piece`; the masks of enabled objects must be fresh.
    private static void FindCollisions(ref ConsoleState s, ref LineMask piece)
    {
        var enabled = s.Enabled;
        if ((enabled & enabled - 1) == 0)
            return;

        // First whether any two share a pixel at all, which is rare.
        ulong onceA = 0, onceB = 0, onceC = 0, twiceA = 0, twiceB = 0, twiceC = 0;
        if ((enabled & ObjectPlayfield) != 0)
            Count(ref s.MaskPlayfield, ref onceA, ref onceB, ref onceC, ref twiceA, ref twiceB, ref twiceC);
        if ((enabled & ObjectP0) != 0)
            Count(ref s.MaskP0, ref onceA, ref onceB, ref onceC, ref twiceA, ref twiceB, ref twiceC);
        if ((enabled & ObjectP1) != 0)
            Count(ref s.MaskP1, ref onceA, ref onceB, ref onceC, ref twiceA, ref twiceB, ref twiceC);
        if ((enabled & ObjectM0) != 0)
            Count(ref s.MaskM0, ref onceA, ref onceB, ref onceC, ref twiceA, ref twiceB, ref twiceC);
        if ((enabled & ObjectM1) != 0)
            Count(ref s.MaskM1, ref onceA, ref onceB, ref onceC, ref twiceA, ref twiceB, ref twiceC);
        if ((enabled & ObjectBall) != 0)
            Count(ref s.MaskBall, ref onceA, ref onceB, ref onceC, ref twiceA, ref twiceB, ref twiceC);

        LineMask shared;
        shared.A = twiceA & piece.A;
        shared.B = twiceB & piece.B;
        shared.C = twiceC & piece.C;
        if ((shared.A | shared.B | shared.C) == 0)
            return;

        var p0 = (enabled & ObjectP0) != 0;
        var p1 = (enabled & ObjectP1) != 0;
        var m0 = (enabled & ObjectM0) != 0;
        var m1 = (enabled & ObjectM1) != 0;
        var ball = (enabled & ObjectBall) != 0;
        var playfield = (enabled & ObjectPlayfield) != 0;
        s.Collisions |=
            Latch(m0 && p1, ref shared, ref s.MaskM0, ref s.MaskP1, CollisionM0P1)
            | Latch(m0 && p0, ref shared, ref s.MaskM0, ref s.MaskP0, CollisionM0P0)
            | Latch(m1 && p0, ref shared, ref s.MaskM1, ref s.MaskP0, CollisionM1P0)
            | Latch(m1 && p1, ref shared, ref s.MaskM1, ref s.MaskP1, CollisionM1P1)
            | Latch(p0 && playfield, ref shared, ref s.MaskP0, ref s.MaskPlayfield, CollisionP0Playfield)
            | Latch(p0 && ball, ref shared, ref s.MaskP0, ref s.MaskBall, CollisionP0Ball)
            | Latch(p1 && playfield, ref shared, ref s.MaskP1, ref s.MaskPlayfield, CollisionP1Playfield)
            | Latch(p1 && ball, ref shared, ref s.MaskP1, ref s.MaskBall, CollisionP1Ball)
            | Latch(m0 && playfield, ref shared, ref s.MaskM0, ref s.MaskPlayfield, CollisionM0Playfield)
            | Latch(m0 && ball, ref shared, ref s.MaskM0, ref s.MaskBall, CollisionM0Ball)
            | Latch(m1 && playfield, ref shared, ref s.MaskM1, ref s.MaskPlayfield, CollisionM1Playfield)
            | Latch(m1 && ball, ref shared, ref s.MaskM1, ref s.MaskBall, CollisionM1Ball)
            | Latch(ball && playfield, ref shared, ref s.MaskBall, ref s.MaskPlayfield, CollisionBallPlayfield)
            | Latch(p0 && p1, ref shared, ref s.MaskP0, ref s.MaskP1, CollisionP0P1)
            | Latch(m0 && m1, ref shared, ref s.MaskM0, ref s.MaskM1, CollisionM0M1);
    }

    private static void Count(
        ref LineMask mask, ref ulong onceA, ref ulong onceB, ref ulong onceC, ref ulong twiceA, ref ulong twiceB, ref ulong twiceC)
    {
        twiceA |= onceA & mask.A;
        twiceB |= onceB & mask.B;
        twiceC |= onceC & mask.C;
        onceA |= mask.A;
        onceB |= mask.B;
        onceC |= mask.C;
    }

    private static int Latch(bool bothEnabled, ref LineMask shared, ref LineMask one, ref LineMask other, int latch) =>
        bothEnabled && ((shared.A & one.A & other.A) | (shared.B & one.B & other.B) | (shared.C & one.C & other.C)) != 0 ? latch : 0;
}
