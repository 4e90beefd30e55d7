using System.Numerics;

namespace DqnGpu.PtxMachine;

/// <content>What each instruction does.</content>
internal sealed unsafe partial class Warp
{
    private void Execute(ref Instruction i, int at, uint active)
    {
        byte* d = registers + i.D, a = registers + i.A, b = registers + i.B, c = registers + i.C;
        switch (i.Operation)
        {
            case Operation.AddF32: Lanes.Binary<float, Lanes.Add<float>>(d, a, b, active); break;
            case Operation.SubF32: Lanes.Binary<float, Lanes.Subtract<float>>(d, a, b, active); break;
            case Operation.MulF32: Lanes.Binary<float, Lanes.Multiply<float>>(d, a, b, active); break;
            case Operation.DivF32: Lanes.Binary<float, Lanes.Divide>(d, a, b, active); break;
            case Operation.MaxF32: Lanes.Binary<float, Lanes.MaximumNumber>(d, a, b, active); break;
            case Operation.MinF32: Lanes.Binary<float, Lanes.MinimumNumber>(d, a, b, active); break;
            case Operation.AbsF32: Lanes.Unary<float, Lanes.Absolute<float>>(d, a, active); break;
            case Operation.NegF32: Lanes.Unary<float, Lanes.Negate<float>>(d, a, active); break;
            case Operation.RcpF32: Lanes.Unary<float, Lanes.Reciprocal>(d, a, active); break;
            case Operation.SqrtF32: Lanes.Unary<float, Lanes.SquareRoot>(d, a, active); break;
            case Operation.FmaF32: Lanes.Ternary<float, Lanes.FusedMultiplyAdd>(d, a, b, c, active); break;
            case Operation.Ex2F32: Lanes.Scalar<float, float, Lanes.Exp2>(d, a, active); break;
            case Operation.Lg2F32: Lanes.Scalar<float, float, Lanes.Log2>(d, a, active); break;
            case Operation.SinF32: Lanes.Scalar<float, float, Lanes.Sine>(d, a, active); break;
            case Operation.CosF32: Lanes.Scalar<float, float, Lanes.Cosine>(d, a, active); break;
            case Operation.TanhF32: Lanes.Scalar<float, float, Lanes.HyperbolicTangent>(d, a, active); break;
            case Operation.RsqrtF32: Lanes.Scalar<float, float, Lanes.ReciprocalRoot>(d, a, active); break;

            case Operation.AddS32: Lanes.Binary<int, Lanes.Add<int>>(d, a, b, active); break;
            case Operation.SubS32: Lanes.Binary<int, Lanes.Subtract<int>>(d, a, b, active); break;
            case Operation.MulS32: Lanes.Binary<int, Lanes.Multiply<int>>(d, a, b, active); break;
            case Operation.MadS32: Lanes.Ternary<int, Lanes.MultiplyAdd<int>>(d, a, b, c, active); break;
            case Operation.DivS32: Lanes.Scalar<int, int, int, Lanes.Quotient>(d, a, b, active); break;
            case Operation.RemS32: Lanes.Scalar<int, int, int, Lanes.Remainder>(d, a, b, active); break;
            case Operation.DivU32: Lanes.Scalar<uint, uint, uint, Lanes.UnsignedQuotient>(d, a, b, active); break;
            case Operation.RemU32: Lanes.Scalar<uint, uint, uint, Lanes.UnsignedRemainder>(d, a, b, active); break;
            case Operation.MinU32: Lanes.Binary<uint, Lanes.Minimum<uint>>(d, a, b, active); break;
            case Operation.MaxU32: Lanes.Binary<uint, Lanes.Maximum<uint>>(d, a, b, active); break;
            case Operation.MinS32: Lanes.Binary<int, Lanes.Minimum<int>>(d, a, b, active); break;
            case Operation.MaxS32: Lanes.Binary<int, Lanes.Maximum<int>>(d, a, b, active); break;
            case Operation.NegS32: Lanes.Unary<int, Lanes.Negate<int>>(d, a, active); break;
            case Operation.AbsS32: Lanes.Unary<int, Lanes.Absolute<int>>(d, a, active); break;

            case Operation.AddS64: Lanes.Binary<long, Lanes.Add<long>>(d, a, b, active); break;
            case Operation.SubS64: Lanes.Binary<long, Lanes.Subtract<long>>(d, a, b, active); break;
            case Operation.MulS64: Lanes.Binary<long, Lanes.Multiply<long>>(d, a, b, active); break;
            case Operation.MadS64: Lanes.Ternary<long, Lanes.MultiplyAdd<long>>(d, a, b, c, active); break;
            case Operation.MulWideU32: Lanes.Scalar<uint, uint, ulong, Lanes.WideProduct>(d, a, b, active); break;
            case Operation.MulWideS32: Lanes.Scalar<int, int, long, Lanes.SignedWideProduct>(d, a, b, active); break;

            case Operation.AndB32: Lanes.Binary<uint, Lanes.And<uint>>(d, a, b, active); break;
            case Operation.OrB32: Lanes.Binary<uint, Lanes.Or<uint>>(d, a, b, active); break;
            case Operation.XorB32: Lanes.Binary<uint, Lanes.Xor<uint>>(d, a, b, active); break;
            case Operation.NotB32: Lanes.Unary<uint, Lanes.Not<uint>>(d, a, active); break;
            case Operation.ShlB32: Lanes.Scalar<uint, uint, uint, Lanes.ShiftLeft>(d, a, b, active); break;
            case Operation.ShrS32: Lanes.Scalar<int, uint, int, Lanes.ShiftRightSigned>(d, a, b, active); break;
            case Operation.ShrU32: Lanes.Scalar<uint, uint, uint, Lanes.ShiftRight>(d, a, b, active); break;
            case Operation.AndB64: Lanes.Binary<ulong, Lanes.And<ulong>>(d, a, b, active); break;
            case Operation.OrB64: Lanes.Binary<ulong, Lanes.Or<ulong>>(d, a, b, active); break;
            case Operation.XorB64: Lanes.Binary<ulong, Lanes.Xor<ulong>>(d, a, b, active); break;
            case Operation.NotB64: Lanes.Unary<ulong, Lanes.Not<ulong>>(d, a, active); break;
            case Operation.ShlB64: Lanes.Scalar<ulong, uint, ulong, Lanes.ShiftLeft64>(d, a, b, active); break;
            case Operation.ShrS64: Lanes.Scalar<long, uint, long, Lanes.ShiftRightSigned64>(d, a, b, active); break;
            case Operation.ShrU64: Lanes.Scalar<ulong, uint, ulong, Lanes.ShiftRight64>(d, a, b, active); break;

            case Operation.AndPred: Decide(ref i, predicates[i.A] & predicates[i.B], active); break;
            case Operation.OrPred: Decide(ref i, predicates[i.A] | predicates[i.B], active); break;
            case Operation.XorPred: Decide(ref i, predicates[i.A] ^ predicates[i.B], active); break;
            case Operation.NotPred: Decide(ref i, ~predicates[i.A], active); break;
            case Operation.MovPred: Decide(ref i, predicates[i.A], active); break;

            case Operation.MovB32: Lanes.Unary<uint, Lanes.Copy<uint>>(d, a, active); break;
            case Operation.MovB64: Lanes.Unary<ulong, Lanes.Copy<ulong>>(d, a, active); break;

            case Operation.CvtU64U32: Lanes.Scalar<uint, ulong, Lanes.Widen>(d, a, active); break;
            case Operation.CvtS64S32: Lanes.Scalar<int, long, Lanes.WidenSigned>(d, a, active); break;
            case Operation.CvtB32B64: Lanes.Scalar<ulong, uint, Lanes.Narrow>(d, a, active); break;
            case Operation.CvtU8: Lanes.Scalar<uint, uint, Lanes.LowByte>(d, a, active); break;
            case Operation.CvtS8: Lanes.Scalar<uint, int, Lanes.SignedLowByte>(d, a, active); break;
            case Operation.CvtU16: Lanes.Scalar<uint, uint, Lanes.LowHalf>(d, a, active); break;
            case Operation.CvtS16: Lanes.Scalar<uint, int, Lanes.SignedLowHalf>(d, a, active); break;
            case Operation.CvtF32S32: Lanes.Scalar<int, float, Lanes.FloatOf>(d, a, active); break;
            case Operation.CvtF32U32: Lanes.Scalar<uint, float, Lanes.FloatOfUnsigned>(d, a, active); break;
            case Operation.CvtS32F32: Lanes.Scalar<float, int, Lanes.Truncate>(d, a, active); break;
            case Operation.CvtU32F32: Lanes.Scalar<float, uint, Lanes.TruncateUnsigned>(d, a, active); break;
            case Operation.CvtTf32F32: Lanes.Unary<uint, Lanes.RoundToTf32>(d, a, active); break;

            case Operation.EqS32: Decide(ref i, Lanes.Compare<int, Lanes.Equal<int>>(a, b), active); break;
            case Operation.NeS32: Decide(ref i, ~Lanes.Compare<int, Lanes.Equal<int>>(a, b), active); break;
            case Operation.LtS32: Decide(ref i, Lanes.Compare<int, Lanes.Less<int>>(a, b), active); break;
            case Operation.LeS32: Decide(ref i, Lanes.Compare<int, Lanes.LessOrEqual<int>>(a, b), active); break;
            case Operation.GtS32: Decide(ref i, Lanes.Compare<int, Lanes.Less<int>>(b, a), active); break;
            case Operation.GeS32: Decide(ref i, Lanes.Compare<int, Lanes.LessOrEqual<int>>(b, a), active); break;
            case Operation.LoU32: Decide(ref i, Lanes.Compare<uint, Lanes.Less<uint>>(a, b), active); break;
            case Operation.LsU32: Decide(ref i, Lanes.Compare<uint, Lanes.LessOrEqual<uint>>(a, b), active); break;
            case Operation.HiU32: Decide(ref i, Lanes.Compare<uint, Lanes.Less<uint>>(b, a), active); break;
            case Operation.HsU32: Decide(ref i, Lanes.Compare<uint, Lanes.LessOrEqual<uint>>(b, a), active); break;
            case Operation.EqS64: Decide(ref i, Lanes.Compare<long, Lanes.Equal<long>>(a, b), active); break;
            case Operation.NeS64: Decide(ref i, ~Lanes.Compare<long, Lanes.Equal<long>>(a, b), active); break;
            case Operation.LtS64: Decide(ref i, Lanes.Compare<long, Lanes.Less<long>>(a, b), active); break;
            case Operation.LeS64: Decide(ref i, Lanes.Compare<long, Lanes.LessOrEqual<long>>(a, b), active); break;
            case Operation.GtS64: Decide(ref i, Lanes.Compare<long, Lanes.Less<long>>(b, a), active); break;
            case Operation.GeS64: Decide(ref i, Lanes.Compare<long, Lanes.LessOrEqual<long>>(b, a), active); break;
            case Operation.LoU64: Decide(ref i, Lanes.Compare<ulong, Lanes.Less<ulong>>(a, b), active); break;
            case Operation.LsU64: Decide(ref i, Lanes.Compare<ulong, Lanes.LessOrEqual<ulong>>(a, b), active); break;
            case Operation.HiU64: Decide(ref i, Lanes.Compare<ulong, Lanes.Less<ulong>>(b, a), active); break;
            case Operation.HsU64: Decide(ref i, Lanes.Compare<ulong, Lanes.LessOrEqual<ulong>>(b, a), active); break;
            case Operation.EqF32: Decide(ref i, Lanes.Compare<float, Lanes.Equal<float>>(a, b), active); break;
            case Operation.NeF32: Decide(ref i, Lanes.Compare<float, Lanes.IsNumber>(a, b) & ~Lanes.Compare<float, Lanes.Equal<float>>(a, b), active); break;
            case Operation.LtF32: Decide(ref i, Lanes.Compare<float, Lanes.Less<float>>(a, b), active); break;
            case Operation.LeF32: Decide(ref i, Lanes.Compare<float, Lanes.LessOrEqual<float>>(a, b), active); break;
            case Operation.GtF32: Decide(ref i, Lanes.Compare<float, Lanes.Less<float>>(b, a), active); break;
            case Operation.GeF32: Decide(ref i, Lanes.Compare<float, Lanes.LessOrEqual<float>>(b, a), active); break;
            // The following are also true when an operand is NaN.
            case Operation.EquF32: Decide(ref i, ~Lanes.Compare<float, Lanes.IsNumber>(a, b) | Lanes.Compare<float, Lanes.Equal<float>>(a, b), active); break;
            case Operation.NeuF32: Decide(ref i, ~Lanes.Compare<float, Lanes.Equal<float>>(a, b), active); break;
            case Operation.LtuF32: Decide(ref i, ~Lanes.Compare<float, Lanes.LessOrEqual<float>>(b, a), active); break;
            case Operation.LeuF32: Decide(ref i, ~Lanes.Compare<float, Lanes.Less<float>>(b, a), active); break;
            case Operation.GtuF32: Decide(ref i, ~Lanes.Compare<float, Lanes.LessOrEqual<float>>(a, b), active); break;
            case Operation.GeuF32: Decide(ref i, ~Lanes.Compare<float, Lanes.Less<float>>(a, b), active); break;
            case Operation.NanF32: Decide(ref i, ~Lanes.Compare<float, Lanes.IsNumber>(a, a), active); break;
            case Operation.SelpB32: Lanes.Select<uint>(d, a, b, predicates[i.C], active); break;
            case Operation.SelpB64: Lanes.Select<ulong>(d, a, b, predicates[i.C], active); break;

            case Operation.LoadParameter: LoadParameter(ref i, active); break;
            case Operation.LoadGlobal: AccessGlobal(ref i, at, active, isLoad: true); break;
            case Operation.StoreGlobal: AccessGlobal(ref i, at, active, isLoad: false); break;
            case Operation.LoadShared: AccessShared(ref i, at, active, isLoad: true); break;
            case Operation.StoreShared: AccessShared(ref i, at, active, isLoad: false); break;
            case Operation.LoadLocal: AccessLocal(ref i, at, active, isLoad: true); break;
            case Operation.StoreLocal: AccessLocal(ref i, at, active, isLoad: false); break;
            case Operation.AtomicAdd or Operation.AtomicExchange or Operation.AtomicCompareExchange: ChangeAtomically(ref i, at, active); break;
            case Operation.Fence: Fence(ref i, active); break;
            default: throw new InvalidOperationException($"{i.Operation} is not executed here.");
        }
    }

    // Predicates are bits: those of the lanes that take part change.
    private void Decide(ref Instruction i, uint holds, uint active) => predicates[i.D] = (predicates[i.D] & ~active) | (holds & active);
}
