using DqnGpu.Kernels.Tests.Ilgpu;
using DqnGpu.Kernels.Tests.Ilgpu.Cuda;

// The tests run under `dotnet test`. As a program this assembly does two other things:
//   selftest cuda      all fixtures of a device, on a machine without an SDK (benchmarks/gpu.sh); `selftest cuda Relu` runs one, `selftest cuda --list` names them
//   host-path          what CudaHostPathTests starts with a CUDA driver in software
//   failing open       what CudaFailureTests starts with one that fails
return args switch
{
    ["selftest", var device, "--list"] => SelfTest.List(device),
    ["selftest", var device, .. var operation] => SelfTest.Run(device, operation is [var name] ? name : ""),
    ["host-path"] => CudaHostPathProgram.Run(),
    ["failing", var part, .. var faults] => CudaFailureProgram.Run(part, faults),
    _ => throw new ArgumentException("Give `selftest DEVICE [OPERATION]`, `host-path` or `failing PART FAULT...`; `dotnet test` runs the tests."),
};
