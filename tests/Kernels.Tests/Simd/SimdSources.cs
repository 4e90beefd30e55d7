using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Simd;

/// <summary>The SIMD device in each width, with a different number of threads each.</summary>
internal static class SimdSources
{
    public static readonly DeviceSource Auto = Source(SimdWidth.Auto, threads: 2);
    public static readonly DeviceSource Vector256 = Source(SimdWidth.Vector256, threads: 3);
    public static readonly DeviceSource Vector128 = Source(SimdWidth.Vector128, threads: 3);
    public static readonly DeviceSource Scalar = Source(SimdWidth.Scalar, threads: 1);

    public static Device Open(SimdWidth width, int threads)
    {
        try
        {
            return Devices.Open("simd", new DeviceOptions(threads, width));
        }
        catch (NotSupportedException exception)
        {
            Assert.Ignore(exception.Message);
            throw;
        }
    }

    private static DeviceSource Source(SimdWidth width, int threads) => new(() => Open(width, threads), RealShapes: true);
}
