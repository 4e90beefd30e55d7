namespace DqnGpu.Kernels.Tests.Operations;

/// <summary>What the fixtures of all operations share: the device, random inputs, the way to the device and back.</summary>
/// <remarks>
/// An operation is tested by an abstract fixture; each device has one sealed subclass of it that names its
/// <see cref="DeviceSource"/>. Inputs are random with fixed seeds. The expected values come from <c>Reference/</c>.
/// </remarks>
public abstract class DeviceFixture(DeviceSource source)
{
    private readonly List<IDisposable> buffers = [];
    private Device? device;

    protected Device Device => device!;

    protected bool RealShapes => source.RealShapes;

    /// <summary>See <see cref="Close.ProductTolerance"/>.</summary>
    protected double ProductTolerance => Close.ProductTolerance(Device.Precision);

    protected Random Random { get; private set; } = new(1);

    [OneTimeSetUp]
    public void OpenDevice() => device = source.Open();

    [OneTimeTearDown]
    public void CloseDevice()
    {
        if (device is null)
            return;
        if (source.Close is { } close)
            close(device);
        else
            device.Dispose();
    }

    [SetUp]
    public void RestartRandom() => Random = new Random(1);

    [TearDown]
    public void DisposeBuffers()
    {
        foreach (var buffer in buffers)
            buffer.Dispose();
        buffers.Clear();
    }

    /// <summary>A device buffer with this content.</summary>
    protected DeviceBuffer<T> Upload<T>(params T[] content) where T : unmanaged
    {
        var buffer = Device.Allocate<T>(content.Length);
        buffers.Add(buffer);
        buffer.CopyFrom(content);
        return buffer;
    }

    /// <summary>
    /// This content from an element of a device buffer on, as in a flat buffer of all parameters; what lies before it is NaN.
    /// </summary>
    protected DeviceView<float> UploadBehind(int before, params float[] content) =>
        Upload<float>([.. Enumerable.Repeat(float.NaN, before), .. content]).View.Slice(before, content.Length);

    /// <summary>
    /// A device buffer full of NaN: an operation that forgets to write an element, or reads one that it should overwrite, shows.
    /// </summary>
    protected DeviceBuffer<float> Unwritten(long length)
    {
        var content = new float[length];
        Array.Fill(content, float.NaN);
        return Upload(content);
    }

    /// <summary>Uniform in -1..1.</summary>
    protected float[] RandomFloats(long length)
    {
        var values = new float[length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Random.NextSingle() * 2 - 1;
        return values;
    }

    /// <summary>What a ReLU puts out: about half zeros, the rest uniform in 0..1.</summary>
    protected float[] RandomReluOutput(long length) => Array.ConvertAll(RandomFloats(length), value => Math.Max(0, value));

    /// <summary>NaN where the reference has NaN, and nowhere else.</summary>
    protected static void CompareNaN(string name, float[] actual, double[] expected)
    {
        Assert.That(expected, Has.Some.NaN.And.Some.Not.NaN, "a test of this must have both");
        Assert.That(Array.ConvertAll(actual, float.IsNaN), Is.EqualTo(Array.ConvertAll(expected, double.IsNaN)), $"{name} is NaN");
    }

    protected byte[] RandomBytes(long length)
    {
        var values = new byte[length];
        Random.NextBytes(values);
        return values;
    }

    protected int[] RandomInts(long length, int end)
    {
        var values = new int[length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Random.Next(end);
        return values;
    }

    protected void RequireRealShapes()
    {
        if (!RealShapes)
            Assert.Ignore("Too slow for this device; the small odd shapes cover it.");
    }
}
