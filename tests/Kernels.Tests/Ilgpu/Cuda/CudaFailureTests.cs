namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>The CUDA device under drivers that fail: each in a process of its own, told by <c>STAND_IN_FAILS</c> which call fails with what.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class CudaFailureTests
{
    private SoftwareDriver? driver;

    [OneTimeSetUp]
    public void CompileTheDriver() => driver = SoftwareDriver.Compile();

    [OneTimeTearDown]
    public void RemoveTheDriver() => driver?.Dispose();

    [TestCase("cuInit:803", "cuInit failed with error 803 (CUDA_ERROR_SYSTEM_DRIVER_MISMATCH): libcuda and the kernel's module")]
    [TestCase("cuInit:804", "cuInit failed with error 804 (CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE): libcuda comes from")]
    [TestCase("cuInit:12345", "cuInit failed with error 12345 (unknown)")]
    [TestCase("cuDeviceGetCount:100", "cuDeviceGetCount failed with error 100 (CUDA_ERROR_NO_DEVICE)")]
    public void A_driver_that_shows_no_device_is_told_with_its_code_and_auto_goes_on(string fails, string reason)
    {
        var printed = Run("open", fails);
        Assert.That(printed["listed"], Does.StartWith(reason));
        Assert.That(printed["cuda"], Does.StartWith($"NotSupportedException: There is no cuda device: {reason}"));
        Assert.That(printed["auto"], Is.EqualTo("simd"));
        Assert.That(printed["notice"], Does.StartWith($"there is an NVIDIA driver, but no device: {reason}"));
    }

    [TestCase("cuCtxCreate_v2:2", "error 2 (CUDA_ERROR_OUT_OF_MEMORY): the GPU's memory is full")]
    [TestCase("cuCtxCreate_v2:46", "error 46 (CUDA_ERROR_DEVICE_UNAVAILABLE): another program holds the GPU")]
    [TestCase("cuStreamCreate:2", "error 2 (CUDA_ERROR_OUT_OF_MEMORY): the GPU's memory is full")]
    [TestCase("cuEventCreate:999", "error 999")]
    public void A_device_that_does_not_open_is_told_and_auto_goes_on(string fails, string reason)
    {
        var printed = Run("open", fails);
        Assert.That(printed["listed"], Is.EqualTo("available"));
        Assert.That(printed["cuda"], Does.StartWith("NotSupportedException: cuda (Stand-in GPU").And.Contain(reason));
        Assert.That(printed["auto"], Is.EqualTo("simd"));
        Assert.That(printed["notice"], Does.StartWith("passed over a GPU: cuda (Stand-in GPU").And.Contain(reason));
    }

    [Test]
    public void ILGPU_may_have_another_resolver_already_as_under_WSL() =>
        Assert.That(Run("beside-another-resolver")["opened"], Is.EqualTo("cuda"));

    [Test]
    public void An_allocation_without_memory_is_told_with_its_size()
    {
        var printed = Run("allocate", "cuMemAlloc_v2:2,cuMemHostRegister_v2:2");
        Assert.That(printed["device"], Does.StartWith("OutOfMemoryException: cuda (Stand-in GPU").And.Contain("could not allocate 1000 elements of 4 bytes"));
        Assert.That(printed["pinned"], Does.StartWith("OutOfMemoryException: The host could not give pinned memory for 1000 elements of 4 bytes"));
    }

    [Test]
    public void An_allocation_that_fails_for_another_reason_tells_that_reason()
    {
        var printed = Run("allocate", "cuMemAlloc_v2:700,cuMemHostRegister_v2:801");
        Assert.That(printed["device"], Does.StartWith("CudaDriverException: cuda (Stand-in GPU").And.Contain("error 700 (CUDA_ERROR_ILLEGAL_ADDRESS)"));
        Assert.That(printed["pinned"], Does.StartWith("CudaDriverException: cuda (Stand-in GPU").And.Contain("error 801 (CUDA_ERROR_NOT_SUPPORTED)"));
    }

    [Test]
    public void A_kernel_that_is_not_loaded_is_told_with_the_assemblers_log() => Assert.That(
        Run("load", "cuModuleLoadDataEx:218")["load"],
        Does.StartWith("CudaDriverException: The kernel ").And.Contain("error 218 (CUDA_ERROR_INVALID_PTX)")
            .And.EndWith("Its assembler says: PTX not understood, | as it was told to"));

    [Test]
    public void An_exception_inside_a_capture_leaves_the_device_whole()
    {
        var printed = Run("throw-in-capture");
        Assert.That(printed["thrown"], Is.EqualTo("InvalidOperationException: in the middle"));
        Assert.That(printed["graph"], Is.EqualTo("captured, 1 nodes"));
    }

    [Test]
    public void Operations_with_partial_sums_are_refused_in_a_branch()
    {
        var printed = Run("sum-in-branch");
        Assert.That(printed["product"], Does.StartWith("InvalidOperationException: cuda: an operation with partial sums"));
        Assert.That(printed["clipping"], Is.EqualTo(printed["product"]));
    }

    [Test]
    public void Disposing_does_not_hide_the_first_failure() => Assert.That(
        Run("throw-and-dispose", string.Join(',', new[]
        {
            "cuMemFree_v2", "cuMemHostUnregister", "cuEventDestroy_v2", "cuStreamDestroy_v2", "cuGraphExecDestroy", "cuModuleUnload", "cuCtxDestroy_v2",
        }.Select(call => $"{call}:700")))["told"],
        Is.EqualTo("InvalidOperationException: the first failure"));

    [Test]
    public void Any_thread_may_dispose() => Assert.That(Run("dispose-on-another-thread")["destroyed"], Is.EqualTo("1 event, 1 graph"));

    private Dictionary<string, string> Run(string part, string fails = "")
    {
        var (status, output) = driver!.RunProgram(["failing", part], [new("STAND_IN_FAILS", fails)]);
        Assert.That(status, Is.Zero, output);
        return output.Split('\n').Select(line => line.Split(" = ", 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
    }
}
