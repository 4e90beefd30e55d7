namespace DqnGpu.Kernels;

/// <summary>The driver of a device failed, or refused what it was asked. After a kernel's failure every later call fails as well.</summary>
/// <param name="message">One sentence: what was asked, with the driver's error, its number and what can be done where that is known.</param>
/// <param name="inner">The exception that it was first told as, or null.</param>
public sealed class DeviceException(string message, Exception? inner = null) : Exception(message, inner);
