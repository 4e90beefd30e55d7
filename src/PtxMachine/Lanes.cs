using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DqnGpu.PtxMachine;

/// <summary>One instruction for the lanes of a warp: a register is 32 values side by side, and <c>mask</c> has a bit for each lane that takes part.</summary>
internal static unsafe class Lanes
{
    public const uint All = uint.MaxValue;

    public interface IUnary<T> { static abstract Vector256<T> Apply(Vector256<T> a); }

    public interface IBinary<T> { static abstract Vector256<T> Apply(Vector256<T> a, Vector256<T> b); }

    public interface ITernary<T> { static abstract Vector256<T> Apply(Vector256<T> a, Vector256<T> b, Vector256<T> c); }

    /// <summary>All bits of a lane set where it holds.</summary>
    public interface ICompare<T> { static abstract Vector256<T> Apply(Vector256<T> a, Vector256<T> b); }

    public interface IScalar<TFrom, TTo> { static abstract TTo Apply(TFrom a); }

    public interface IScalar<TA, TB, TTo> { static abstract TTo Apply(TA a, TB b); }

    public static void Unary<T, TOperation>(byte* d, byte* a, uint mask) where T : unmanaged where TOperation : IUnary<T>
    {
        for (var lane = 0; lane < 32; lane += Vector256<T>.Count)
            Store((T*)d, lane, TOperation.Apply(Vector256.Load((T*)a + lane)), mask);
    }

    public static void Binary<T, TOperation>(byte* d, byte* a, byte* b, uint mask) where T : unmanaged where TOperation : IBinary<T>
    {
        for (var lane = 0; lane < 32; lane += Vector256<T>.Count)
            Store((T*)d, lane, TOperation.Apply(Vector256.Load((T*)a + lane), Vector256.Load((T*)b + lane)), mask);
    }

    public static void Ternary<T, TOperation>(byte* d, byte* a, byte* b, byte* c, uint mask) where T : unmanaged where TOperation : ITernary<T>
    {
        for (var lane = 0; lane < 32; lane += Vector256<T>.Count)
            Store((T*)d, lane, TOperation.Apply(Vector256.Load((T*)a + lane), Vector256.Load((T*)b + lane), Vector256.Load((T*)c + lane)), mask);
    }

    /// <summary>A bit for each lane where it holds.</summary>
    public static uint Compare<T, TOperation>(byte* a, byte* b) where T : unmanaged where TOperation : ICompare<T>
    {
        var holds = 0u;
        for (var lane = 0; lane < 32; lane += Vector256<T>.Count)
            holds |= TOperation.Apply(Vector256.Load((T*)a + lane), Vector256.Load((T*)b + lane)).ExtractMostSignificantBits() << lane;
        return holds;
    }

    public static void Select<T>(byte* d, byte* a, byte* b, uint choice, uint mask) where T : unmanaged
    {
        for (var lane = 0; lane < 32; lane += Vector256<T>.Count)
            Store((T*)d, lane, Vector256.ConditionalSelect(Chosen<T>(choice, lane), Vector256.Load((T*)a + lane), Vector256.Load((T*)b + lane)), mask);
    }

    public static void Scalar<TFrom, TTo, TOperation>(byte* d, byte* a, uint mask)
        where TFrom : unmanaged where TTo : unmanaged where TOperation : IScalar<TFrom, TTo>
    {
        for (var left = mask; left != 0; left &= left - 1)
        {
            var lane = BitOperations.TrailingZeroCount(left);
            ((TTo*)d)[lane] = TOperation.Apply(((TFrom*)a)[lane]);
        }
    }

    public static void Scalar<TA, TB, TTo, TOperation>(byte* d, byte* a, byte* b, uint mask)
        where TA : unmanaged where TB : unmanaged where TTo : unmanaged where TOperation : IScalar<TA, TB, TTo>
    {
        for (var left = mask; left != 0; left &= left - 1)
        {
            var lane = BitOperations.TrailingZeroCount(left);
            ((TTo*)d)[lane] = TOperation.Apply(((TA*)a)[lane], ((TB*)b)[lane]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* d, int lane, Vector256<T> value, uint mask) where T : unmanaged
    {
        if (mask != All)
            value = Vector256.ConditionalSelect(Chosen<T>(mask, lane), value, Vector256.Load(d + lane));
        value.Store(d + lane);
    }

    // All bits of the lanes, from `lane` on, whose bits in the mask are set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Chosen<T>(uint mask, int lane) where T : unmanaged
    {
        if (sizeof(T) == 8)
        {
            var bit = Vector256.Create(1ul, 2, 4, 8);
            return Vector256.Equals(Vector256.Create((ulong)(mask >> lane)) & bit, bit).As<ulong, T>();
        }
        var bits = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);
        return Vector256.Equals(Vector256.Create(mask >> lane) & bits, bits).As<uint, T>();
    }

    public struct Add<T> : IBinary<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => a + b; }

    public struct Subtract<T> : IBinary<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => a - b; }

    public struct Multiply<T> : IBinary<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => a * b; }

    public struct Divide : IBinary<float> { public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => a / b; }

    public struct MultiplyAdd<T> : ITernary<T>
    {
        public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b, Vector256<T> c) => a * b + c;
    }

    public struct FusedMultiplyAdd : ITernary<float>
    {
        public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);
    }

    // PTX: when one operand is NaN, the result is the other one.
    public struct MaximumNumber : IBinary<float>
    {
        public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => Vector256.ConditionalSelect(
            Vector256.Equals(a, a), Vector256.ConditionalSelect(Vector256.GreaterThan(a, b) | ~Vector256.Equals(b, b), a, b), b);
    }

    public struct MinimumNumber : IBinary<float>
    {
        public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => Vector256.ConditionalSelect(
            Vector256.Equals(a, a), Vector256.ConditionalSelect(Vector256.LessThan(a, b) | ~Vector256.Equals(b, b), a, b), b);
    }

    public struct Maximum<T> : IBinary<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => Vector256.Max(a, b); }

    public struct Minimum<T> : IBinary<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => Vector256.Min(a, b); }

    public struct Absolute<T> : IUnary<T> { public static Vector256<T> Apply(Vector256<T> a) => Vector256.Abs(a); }

    public struct Negate<T> : IUnary<T> { public static Vector256<T> Apply(Vector256<T> a) => -a; }

    public struct SquareRoot : IUnary<float> { public static Vector256<float> Apply(Vector256<float> a) => Vector256.Sqrt(a); }

    public struct Reciprocal : IUnary<float> { public static Vector256<float> Apply(Vector256<float> a) => Vector256<float>.One / a; }

    public struct And<T> : IBinary<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => a & b; }

    public struct Or<T> : IBinary<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => a | b; }

    public struct Xor<T> : IBinary<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => a ^ b; }

    public struct Not<T> : IUnary<T> { public static Vector256<T> Apply(Vector256<T> a) => ~a; }

    public struct Copy<T> : IUnary<T> { public static Vector256<T> Apply(Vector256<T> a) => a; }

    public struct FloatOf : IScalar<int, float> { public static float Apply(int a) => a; }

    // To 11 bits of significand, halves away from zero.
    public struct RoundToTf32 : IUnary<uint>
    {
        public static Vector256<uint> Apply(Vector256<uint> a)
        {
            var isFinite = ~Vector256.Equals(a & Vector256.Create(0x7F800000u), Vector256.Create(0x7F800000u));
            return (a + (isFinite & Vector256.Create(0x1000u))) & Vector256.Create(~0x1FFFu);
        }
    }

    public struct Equal<T> : ICompare<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => Vector256.Equals(a, b); }

    public struct Less<T> : ICompare<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => Vector256.LessThan(a, b); }

    public struct LessOrEqual<T> : ICompare<T> { public static Vector256<T> Apply(Vector256<T> a, Vector256<T> b) => Vector256.LessThanOrEqual(a, b); }

    public struct IsNumber : ICompare<float> { public static Vector256<float> Apply(Vector256<float> a, Vector256<float> b) => Vector256.Equals(a, a) & Vector256.Equals(b, b); }

    // A GPU has no trap for these; their results are unspecified, so nothing may depend on them.
    public struct Quotient : IScalar<int, int, int> { public static int Apply(int a, int b) => b == 0 ? -1 : b == -1 ? unchecked(-a) : a / b; }

    public struct Remainder : IScalar<int, int, int> { public static int Apply(int a, int b) => b == 0 ? a : b == -1 ? 0 : a % b; }

    public struct UnsignedQuotient : IScalar<uint, uint, uint> { public static uint Apply(uint a, uint b) => b == 0 ? uint.MaxValue : a / b; }

    public struct UnsignedRemainder : IScalar<uint, uint, uint> { public static uint Apply(uint a, uint b) => b == 0 ? a : a % b; }

    public struct WideProduct : IScalar<uint, uint, ulong> { public static ulong Apply(uint a, uint b) => (ulong)a * b; }

    public struct SignedWideProduct : IScalar<int, int, long> { public static long Apply(int a, int b) => (long)a * b; }

    // A shift by more than the width leaves nothing, or the sign.
    public struct ShiftLeft : IScalar<uint, uint, uint> { public static uint Apply(uint a, uint b) => b > 31 ? 0 : a << (int)b; }

    public struct ShiftRight : IScalar<uint, uint, uint> { public static uint Apply(uint a, uint b) => b > 31 ? 0 : a >> (int)b; }

    public struct ShiftRightSigned : IScalar<int, uint, int> { public static int Apply(int a, uint b) => a >> (int)Math.Min(b, 31); }

    public struct ShiftLeft64 : IScalar<ulong, uint, ulong> { public static ulong Apply(ulong a, uint b) => b > 63 ? 0 : a << (int)b; }

    public struct ShiftRight64 : IScalar<ulong, uint, ulong> { public static ulong Apply(ulong a, uint b) => b > 63 ? 0 : a >> (int)b; }

    public struct ShiftRightSigned64 : IScalar<long, uint, long> { public static long Apply(long a, uint b) => a >> (int)Math.Min(b, 63); }

    public struct Widen : IScalar<uint, ulong> { public static ulong Apply(uint a) => a; }

    public struct WidenSigned : IScalar<int, long> { public static long Apply(int a) => a; }

    public struct Narrow : IScalar<ulong, uint> { public static uint Apply(ulong a) => (uint)a; }

    public struct LowByte : IScalar<uint, uint> { public static uint Apply(uint a) => (byte)a; }

    public struct SignedLowByte : IScalar<uint, int> { public static int Apply(uint a) => (sbyte)a; }

    public struct LowHalf : IScalar<uint, uint> { public static uint Apply(uint a) => (ushort)a; }

    public struct SignedLowHalf : IScalar<uint, int> { public static int Apply(uint a) => (short)a; }

    public struct FloatOfUnsigned : IScalar<uint, float> { public static float Apply(uint a) => a; }

    // .NET 9 and later saturate, as PTX does, and NaN becomes 0.
    public struct Truncate : IScalar<float, int> { public static int Apply(float a) => (int)a; }

    public struct TruncateUnsigned : IScalar<float, uint> { public static uint Apply(float a) => (uint)a; }

    // A GPU's approximations differ from these, and from each other, in the last places.
    public struct Exp2 : IScalar<float, float> { public static float Apply(float a) => float.Exp2(a); }

    public struct Log2 : IScalar<float, float> { public static float Apply(float a) => MathF.Log2(a); }

    public struct Sine : IScalar<float, float> { public static float Apply(float a) => MathF.Sin(a); }

    public struct Cosine : IScalar<float, float> { public static float Apply(float a) => MathF.Cos(a); }

    public struct HyperbolicTangent : IScalar<float, float> { public static float Apply(float a) => MathF.Tanh(a); }

    public struct ReciprocalRoot : IScalar<float, float> { public static float Apply(float a) => 1 / MathF.Sqrt(a); }
}
