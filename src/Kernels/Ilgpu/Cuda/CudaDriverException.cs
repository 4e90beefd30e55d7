namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A call of the CUDA driver failed.</summary>
/// <param name="message">Which call, with the error's number and name.</param>
/// <param name="inner">The exception that it was first told as, or null.</param>
public sealed class CudaDriverException(string message, Exception? inner = null) : Exception(message, inner);
