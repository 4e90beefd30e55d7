using System.Runtime.CompilerServices;

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

    /// <summary>Latches what collides in the pixels <paramref name="where"/> of 64.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    public static void LatchCollisions(
        ref ConsoleState s, ulong where, ulong playfield, ulong ball, ulong p0, ulong m0, ulong p1, ulong m1)
    {
        p0 &= where;
        m0 &= where;
        p1 &= where;
        m1 &= where;
        ball &= where;
        s.Collisions |=
            Latch(m0 & p1, CollisionM0P1) | Latch(m0 & p0, CollisionM0P0) | Latch(m1 & p0, CollisionM1P0) | Latch(m1 & p1, CollisionM1P1)
            | Latch(p0 & playfield, CollisionP0Playfield) | Latch(p0 & ball, CollisionP0Ball)
            | Latch(p1 & playfield, CollisionP1Playfield) | Latch(p1 & ball, CollisionP1Ball)
            | Latch(m0 & playfield, CollisionM0Playfield) | Latch(m0 & ball, CollisionM0Ball)
            | Latch(m1 & playfield, CollisionM1Playfield) | Latch(m1 & ball, CollisionM1Ball)
            | Latch(ball & playfield, CollisionBallPlayfield) | Latch(p0 & p1, CollisionP0P1) | Latch(m0 & m1, CollisionM0M1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Latch(ulong both, int latch) => both != 0 ? latch : 0;
}
