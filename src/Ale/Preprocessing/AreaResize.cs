using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DqnGpu.Ale;

/// <summary>
/// Shrinks a gray H x 160 picture to 84 x 84 by area: each output pixel is the mean of the source rectangle it covers, edge
/// pixels counted by the part that lies inside.
/// <para>
/// With s = H/84 vertically and 160/84 horizontally, output pixel (i, j) is <c>round( sum_y b[i,y] * ( sum_x a[j,x] * source[y, x] ) )</c>,
/// where a and b are the overlaps divided by the cell's size. Both sums run in ascending order in 32-bit floats, without fused
/// multiply-add, and ties round to even. That is the order in which OpenCV's <c>resize(..., INTER_AREA)</c> works on uint8, so the result
/// is equal to OpenCV's to the bit, for every height from 84 up.
/// </para>
/// An instance holds only tables and may be shared by threads.
/// </summary>
/// <remarks>The size that DQN sees, as fast as it goes; <see cref="PictureResize"/> does all others.</remarks>
public sealed class AreaResize
{
    /// <summary>Pixels in a source row; an Atari line.</summary>
    public const int SourceWidth = 160;

    /// <summary>Rows and columns of the result.</summary>
    public const int Side = 84;

    /// <summary>Bytes of the result.</summary>
    public const int OutputSize = Side * Side;

    // 160 / 84 = 1.9, so an output column touches at most three source columns.
    private const int HorizontalTaps = 3;
    private const int NarrowLanes = 4;
    private const int WideLanes = 16;
    private const int NarrowGroups = Side / NarrowLanes;
    private const int Pairs = (NarrowGroups + 1) / 2;
    private const int WideGroups = (Side + WideLanes - 1) / WideLanes;
    private const int WideWindow = 32;
    private const int NarrowWindow = 16;
    private const int PaddedWidth = WideGroups * WideLanes;

    private readonly int[] _firstColumn = new int[Side];
    private readonly float[] _columnWeight = new float[Side * HorizontalTaps];

    private readonly int[] _firstRow = new int[Side];
    private readonly int[] _rowCount = new int[Side];
    private readonly float[] _rowWeight;
    private readonly int _verticalTaps;

    // Whether an output row's cell lies in its source rows as that of the second row above does in its own; of 210 rows each does.
    private readonly bool[] _weighsLikeTwoAbove = new bool[Side];

    // The SIMD paths take a window of source bytes per group of outputs and pick each tap's bytes by a shuffle, straight into the
    // low bytes of 32-bit lanes. Tables: [group][tap][lane].
    private readonly int[] _narrowStart = new int[NarrowGroups];
    private readonly byte[] _narrowShuffle = new byte[NarrowGroups * HorizontalTaps * NarrowLanes * sizeof(int)];
    private readonly float[] _narrowWeight = new float[NarrowGroups * HorizontalTaps * NarrowLanes];

    // Two narrow groups side by side, [pair][tap][group of the pair][lane]; the last pair has a group in common with the one before.
    private readonly byte[] _pairShuffle = new byte[Pairs * HorizontalTaps * 2 * NarrowLanes * sizeof(int)];
    private readonly float[] _pairWeight = new float[Pairs * HorizontalTaps * 2 * NarrowLanes];
    private readonly int[] _wideStart = new int[WideGroups];
    private readonly byte[] _wideShuffle = new byte[WideGroups * HorizontalTaps * WideLanes * sizeof(int)];
    private readonly float[] _wideWeight = new float[WideGroups * HorizontalTaps * WideLanes];

    /// <summary>Makes the tables for pictures of <paramref name="sourceHeight"/> rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 84 rows: area averaging only shrinks.</exception>
    public AreaResize(int sourceHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceHeight, Side);
        SourceHeight = sourceHeight;

        var columns = AreaCells.Of(SourceWidth, Side);
        for (int j = 0; j < Side; j++)
        {
            _firstColumn[j] = columns[j].First;
            columns[j].Weights.CopyTo(_columnWeight, j * HorizontalTaps);
        }

        var rows = AreaCells.Of(sourceHeight, Side);
        _verticalTaps = rows.Max(row => row.Weights.Length);
        _rowWeight = new float[Side * _verticalTaps];
        for (int i = 0; i < Side; i++)
        {
            _firstRow[i] = rows[i].First;
            _rowCount[i] = rows[i].Weights.Length;
            rows[i].Weights.CopyTo(_rowWeight, i * _verticalTaps);
            _weighsLikeTwoAbove[i] = i >= 2 && rows[i].Weights.AsSpan().SequenceEqual(rows[i - 2].Weights);
        }

        for (int g = 0; g < NarrowGroups; g++)
            FillShuffle(g, g * NarrowLanes, NarrowLanes, NarrowWindow, _narrowStart, _narrowShuffle, _narrowWeight);
        for (int pair = 0; pair < Pairs; pair++)
            FillPair(pair);
        for (int g = 0; g < WideGroups; g++)
            FillShuffle(g, WideGroupColumn(g), WideLanes, WideWindow, _wideStart, _wideShuffle, _wideWeight);
    }

    /// <summary>Rows of the pictures that this instance shrinks.</summary>
    public int SourceHeight { get; }

    /// <summary>Shrinks one picture.</summary>
    /// <param name="source">Gray picture, [SourceHeight, 160].</param>
    /// <param name="destination">Receives the gray picture, [84, 84].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Resize(ReadOnlySpan<byte> source, Span<byte> destination) => Resize(source, destination, GrayConversion.BestPath);

    internal unsafe void Resize(ReadOnlySpan<byte> source, Span<byte> destination, SimdPath path)
    {
        CheckSource(source, nameof(source));
        fixed (byte* pixels = source)
            Resize(new GrayPicture(pixels), destination, path);
    }

    /// <summary>Shrinks the gray picture that is made of two frames of palette indices, without making it as a whole.</summary>
    /// <param name="gray">Of two colours to a gray.</param>
    /// <param name="older">The first frame, [SourceHeight, 160].</param>
    /// <param name="newer">The second frame, as large; may be the first.</param>
    /// <param name="maxFirst">The gray of the maximum; otherwise the maximum of the grays.</param>
    /// <param name="destination">Receives the gray picture, [84, 84].</param>
    /// <param name="path">The vectors to use.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    internal unsafe void Resize(
        GrayConversion gray, ReadOnlySpan<byte> older, ReadOnlySpan<byte> newer, bool maxFirst, Span<byte> destination, SimdPath path)
    {
        CheckSource(older, nameof(older));
        CheckSource(newer, nameof(newer));
        byte* row = stackalloc byte[SourceWidth];
        fixed (byte* a = older, b = newer)
            Resize(new FramePair(gray, a, b, row, maxFirst, path), destination, path);
    }

    private void CheckSource(ReadOnlySpan<byte> source, string name)
    {
        if (source.Length != SourceHeight * SourceWidth)
            throw new ArgumentException($"The source has {source.Length} bytes; expected {SourceHeight} x {SourceWidth}.", name);
    }

    // Rows of [SourceHeight, 160].
    private void Resize<TPicture>(TPicture source, Span<byte> destination, SimdPath path)
        where TPicture : struct, IGrayRows
    {
        if (destination.Length != OutputSize)
            throw new ArgumentException($"The destination has {destination.Length} bytes; expected {Side} x {Side}.", nameof(destination));

        switch (path)
        {
            case SimdPath.Vector512:
                Run<TPicture, Rows512>(source, destination);
                break;
            case SimdPath.Vector256:
                Run<TPicture, Rows256>(source, destination);
                break;
            case SimdPath.Vector128:
                Run<TPicture, Rows128>(source, destination);
                break;
            default:
                Run<TPicture, RowsScalar>(source, destination);
                break;
        }
    }

    /// <summary>
    /// Walks the output rows. The horizontal sums of the source rows that are in use lie in a ring of rows [slot, 96]; a source
    /// row that equals the one above it (most rows of an Atari picture do) shares that row's slot and costs a comparison. An output row
    /// of the same sums as the second above it, and of the same weights, is a copy of that.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(Hot.FromTheStart)]
    private unsafe void Run<TPicture, TRows>(TPicture source, Span<byte> destination)
        where TPicture : struct, IGrayRows
        where TRows : struct, IRows
    {
        int slots = _verticalTaps + 1;
        float* ring = stackalloc float[slots * PaddedWidth + 16];
        ring = (float*)(((nint)ring + 63) & ~63);
        float** rows = stackalloc float*[_verticalTaps];
        int slot = -1;
        int summedRow = -1;
        int sums = 0;
        // Of the two output rows before: which row of sums each was made of, 0 where of more than one.
        int* onlySums = stackalloc int[2] { 0, 0 };

        fixed (byte* output = destination)
        fixed (float* weights = _rowWeight)
        {
            for (int i = 0; i < Side; i++)
            {
                int count = _rowCount[i];
                int first = _firstRow[i];
                int firstSums = 0;
                for (int t = 0; t < count; t++)
                {
                    int y = first + t;
                    // The first row of a cell may be the last row of the cell above: then it is summed already.
                    if (y > summedRow)
                    {
                        if (y == 0 || !source.EqualsRowAbove(y))
                        {
                            slot = slot + 1 == slots ? 0 : slot + 1;
                            sums++;
                            TRows.SumColumns(this, source.Row(y), ring + slot * PaddedWidth);
                        }
                        summedRow = y;
                    }
                    rows[t] = ring + slot * PaddedWidth;
                    if (t == 0)
                        firstSums = sums;
                }
                int only = firstSums == sums ? sums : 0;
                if (only != 0 && only == onlySums[i & 1] && _weighsLikeTwoAbove[i])
                    Unsafe.CopyBlockUnaligned(output + i * Side, output + (i - 2) * Side, Side);
                else
                    TRows.SumRows(rows, weights + i * _verticalTaps, count, output + i * Side);
                onlySums[i & 1] = only;
            }
        }
    }

    private static int WideGroupColumn(int group) => Math.Min(group * WideLanes, Side - WideLanes);

    private void FillShuffle(int group, int column, int lanes, int window, int[] starts, byte[] shuffle, float[] weights)
    {
        int start = Math.Min(_firstColumn[column], SourceWidth - window);
        starts[group] = start;
        for (int t = 0; t < HorizontalTaps; t++)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                int entry = (group * HorizontalTaps + t) * lanes + lane;
                float weight = _columnWeight[(column + lane) * HorizontalTaps + t];
                weights[entry] = weight;
                // A tap of weight zero may lie beyond the row; any byte of the window serves. The three high bytes of a lane pick
                // bytes that read as zero: in the wide window those past its 32 bytes, in the narrow one any index out of range.
                shuffle[entry * 4] = weight == 0 ? (byte)0 : (byte)(_firstColumn[column + lane] + t - start);
                for (int high = 1; high < 4; high++)
                    shuffle[entry * 4 + high] = window == WideWindow ? (byte)63 : (byte)255;
            }
        }
    }

    private static int FirstGroup(int pair) => Math.Min(2 * pair, NarrowGroups - 2);

    private void FillPair(int pair)
    {
        for (int t = 0; t < HorizontalTaps; t++)
        {
            for (int half = 0; half < 2; half++)
            {
                int from = ((FirstGroup(pair) + half) * HorizontalTaps + t) * NarrowLanes;
                int to = ((pair * HorizontalTaps + t) * 2 + half) * NarrowLanes;
                Array.Copy(_narrowWeight, from, _pairWeight, to, NarrowLanes);
                Array.Copy(_narrowShuffle, from * sizeof(int), _pairShuffle, to * sizeof(int), NarrowLanes * sizeof(int));
            }
        }
    }

    /// <summary>The two passes over rows; one implementation per vector width.</summary>
    private unsafe interface IRows
    {
        /// <summary>Horizontal pass: one source row of 160 bytes to sums laid out as the implementation likes in [96].</summary>
        static abstract void SumColumns(AreaResize tables, byte* source, float* sums);

        /// <summary>Vertical pass: <c>output[j] = round(sum_t weights[t] * rows[t][j])</c>, j in 0..83.</summary>
        static abstract void SumRows(float** rows, float* weights, int count, byte* output);
    }

    private readonly unsafe struct RowsScalar : IRows
    {
        [MethodImpl(Hot.FromTheStart)]
        public static void SumColumns(AreaResize tables, byte* source, float* sums)
        {
            for (int j = 0; j < Side; j++)
            {
                float sum = 0;
                for (int t = 0; t < HorizontalTaps; t++)
                {
                    float weight = tables._columnWeight[j * HorizontalTaps + t];
                    if (weight != 0)
                        sum += source[tables._firstColumn[j] + t] * weight;
                }
                sums[j] = sum;
            }
        }

        [MethodImpl(Hot.FromTheStart)]
        public static void SumRows(float** rows, float* weights, int count, byte* output)
        {
            for (int j = 0; j < Side; j++)
            {
                float sum = weights[0] * rows[0][j];
                for (int t = 1; t < count; t++)
                    sum += weights[t] * rows[t][j];
                output[j] = (byte)Math.Clamp(MathF.Round(sum, MidpointRounding.ToEven), 0, 255);
            }
        }
    }

    /// <summary>Four columns at a time; runs on SSSE3 and NEON alike.</summary>
    private readonly unsafe struct Rows128 : IRows
    {
        [MethodImpl(Hot.FromTheStart)]
        public static void SumColumns(AreaResize tables, byte* source, float* sums)
        {
            ref byte shuffle = ref MemoryMarshal.GetArrayDataReference(tables._narrowShuffle);
            ref float weight = ref MemoryMarshal.GetArrayDataReference(tables._narrowWeight);
            ref int start = ref MemoryMarshal.GetArrayDataReference(tables._narrowStart);
            for (int g = 0; g < NarrowGroups; g++)
            {
                var window = Vector128.Load(source + Unsafe.Add(ref start, g));
                var sum = Tap(window, ref shuffle, ref weight, 0);
                sum += Tap(window, ref shuffle, ref weight, 1);
                sum += Tap(window, ref shuffle, ref weight, 2);
                sum.Store(sums + g * NarrowLanes);
                shuffle = ref Unsafe.Add(ref shuffle, HorizontalTaps * 16);
                weight = ref Unsafe.Add(ref weight, HorizontalTaps * NarrowLanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<float> Tap(Vector128<byte> window, ref byte shuffle, ref float weight, int tap)
        {
            var indices = Vector128.LoadUnsafe(ref shuffle, (nuint)(tap * 16));
            var picked = Vector128.ShuffleNative(window, indices).AsInt32();
            return Vector128.ConvertToSingle(picked) * Vector128.LoadUnsafe(ref weight, (nuint)(tap * NarrowLanes));
        }

        [MethodImpl(Hot.FromTheStart)]
        public static void SumRows(float** rows, float* weights, int count, byte* output)
        {
            for (int j = 0; j < Side; j += NarrowLanes)
            {
                var sum = Vector128.Create(weights[0]) * Vector128.Load(rows[0] + j);
                for (int t = 1; t < count; t++)
                    sum += Vector128.Create(weights[t]) * Vector128.Load(rows[t] + j);
                var rounded = Vector128.ConvertToInt32Native(Vector128.Round(sum));
                var words = Vector128.NarrowWithSaturation(rounded, rounded).AsUInt16();
                var bytes = Vector128.NarrowWithSaturation(words, words);
                *(uint*)(output + j) = bytes.AsUInt32().ToScalar();
            }
        }
    }

    /// <summary>Eight columns at a time, each four with a window of their own, for AVX2's shuffle keeps to halves.</summary>
    private readonly unsafe struct Rows256 : IRows
    {
        private const int Lanes = 2 * NarrowLanes;

        [MethodImpl(Hot.FromTheStart)]
        public static void SumColumns(AreaResize tables, byte* source, float* sums)
        {
            ref byte shuffle = ref MemoryMarshal.GetArrayDataReference(tables._pairShuffle);
            ref float weight = ref MemoryMarshal.GetArrayDataReference(tables._pairWeight);
            ref int start = ref MemoryMarshal.GetArrayDataReference(tables._narrowStart);
            for (int pair = 0; pair < Pairs; pair++)
            {
                int group = FirstGroup(pair);
                var window = Vector256.Create(
                    Vector128.Load(source + Unsafe.Add(ref start, group)), Vector128.Load(source + Unsafe.Add(ref start, group + 1)));
                var sum = Tap(window, ref shuffle, ref weight, 0);
                sum += Tap(window, ref shuffle, ref weight, 1);
                sum += Tap(window, ref shuffle, ref weight, 2);
                sum.Store(sums + group * NarrowLanes);
                shuffle = ref Unsafe.Add(ref shuffle, HorizontalTaps * 32);
                weight = ref Unsafe.Add(ref weight, HorizontalTaps * Lanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> Tap(Vector256<byte> window, ref byte shuffle, ref float weight, int tap)
        {
            var picked = Avx2.Shuffle(window, Vector256.LoadUnsafe(ref shuffle, (nuint)(tap * 32))).AsInt32();
            return Vector256.ConvertToSingle(picked) * Vector256.LoadUnsafe(ref weight, (nuint)(tap * Lanes));
        }

        [MethodImpl(Hot.FromTheStart)]
        public static void SumRows(float** rows, float* weights, int count, byte* output)
        {
            for (int pair = 0; pair < Pairs; pair++)
            {
                int j = FirstGroup(pair) * NarrowLanes;
                var sum = Vector256.Create(weights[0]) * Vector256.Load(rows[0] + j);
                for (int t = 1; t < count; t++)
                    sum += Vector256.Create(weights[t]) * Vector256.Load(rows[t] + j);
                // To the nearest, ties to even.
                var rounded = Avx.ConvertToVector256Int32(sum);
                var words = Vector128.NarrowWithSaturation(rounded.GetLower(), rounded.GetUpper()).AsUInt16();
                *(ulong*)(output + j) = Vector128.NarrowWithSaturation(words, words).AsUInt64().ToScalar();
            }
        }
    }

    /// <summary>Sixteen columns at a time; the byte permutation over 64 bytes needs AVX-512 VBMI.</summary>
    private readonly unsafe struct Rows512 : IRows
    {
        [MethodImpl(Hot.FromTheStart)]
        public static void SumColumns(AreaResize tables, byte* source, float* sums)
        {
            ref byte shuffle = ref MemoryMarshal.GetArrayDataReference(tables._wideShuffle);
            ref float weight = ref MemoryMarshal.GetArrayDataReference(tables._wideWeight);
            ref int start = ref MemoryMarshal.GetArrayDataReference(tables._wideStart);
            for (int g = 0; g < WideGroups; g++)
            {
                var window = Vector256.Load(source + Unsafe.Add(ref start, g)).ToVector512();
                var sum = Tap(window, ref shuffle, ref weight, 0);
                sum += Tap(window, ref shuffle, ref weight, 1);
                sum += Tap(window, ref shuffle, ref weight, 2);
                sum.StoreAligned(sums + g * WideLanes);
                shuffle = ref Unsafe.Add(ref shuffle, HorizontalTaps * 64);
                weight = ref Unsafe.Add(ref weight, HorizontalTaps * WideLanes);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<float> Tap(Vector512<byte> window, ref byte shuffle, ref float weight, int tap)
        {
            var indices = Vector512.LoadUnsafe(ref shuffle, (nuint)(tap * 64));
            var picked = Avx512Vbmi.PermuteVar64x8(window, indices).AsInt32();
            return Vector512.ConvertToSingle(picked) * Vector512.LoadUnsafe(ref weight, (nuint)(tap * WideLanes));
        }

        [MethodImpl(Hot.FromTheStart)]
        public static void SumRows(float** rows, float* weights, int count, byte* output)
        {
            for (int g = 0; g < WideGroups; g++)
            {
                var sum = Vector512.Create(weights[0]) * Vector512.LoadAligned(rows[0] + g * WideLanes);
                for (int t = 1; t < count; t++)
                    sum += Vector512.Create(weights[t]) * Vector512.LoadAligned(rows[t] + g * WideLanes);
                var rounded = Avx512F.ConvertToVector512Int32(sum);
                Avx512F.ConvertToVector128ByteWithSaturation(rounded.AsUInt32()).Store(output + WideGroupColumn(g));
            }
        }
    }
}
