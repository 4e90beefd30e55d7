namespace DqnGpu.Kernels.Tests.Operations;

/// <summary>A device under test: where an operation's fixture gets it from.</summary>
/// <param name="Open">Opens the device, or reports <c>Assert.Ignore(reason)</c> where the machine lacks it.</param>
/// <param name="RealShapes">False: the device is too slow for the real networks' shapes (ILGPU's CPU accelerator).</param>
/// <param name="Close">What to do with the device after a fixture; null: dispose it.</param>
public sealed record DeviceSource(Func<Device> Open, bool RealShapes, Action<Device>? Close = null);
