namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>The CUDA device under drivers that fail: each in a process of its own, told by <c>STAND_IN_FAILS</c> which call fails with what.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class CudaFailureTests
{
    // In their order one after the other in one process; each takes a second or two.
    private static readonly (string Fault, string Reason)[] OpeningFaults =
    [
        ("cuCtxCreate_v2:2", "the creation of its context failed with error 2 (CUDA_ERROR_OUT_OF_MEMORY): the GPU's memory is full"),
        ("cuCtxCreate_v2:46", "the creation of its context failed with error 46 (CUDA_ERROR_DEVICE_UNAVAILABLE): another program holds the GPU"),
        ("cuStreamCreate:2", "a first call of its driver failed with error 2 (CUDA_ERROR_OUT_OF_MEMORY): the GPU's memory is full"),
        ("cuEventCreate:999", "cuEventCreate failed with error 999"),
        ("cuMemAlloc_v2:2", "could not allocate 1 elements of 4 bytes"),
        ("cuMemHostRegister_v2:801", "the page-locking of 1 elements of 4 bytes failed with error 801"),
        ("cuModuleLoadDataEx:222",
            "The kernel IlgpuParameterCopy.HardKernel was not loaded: cuModuleLoadDataEx failed with error 222 (CUDA_ERROR_UNSUPPORTED_PTX_VERSION): " +
            "the driver is too old for these kernels; install a newer one. Its assembler says: PTX not understood, | as it was told to"),
        ("cuLaunchKernel:719", "cannot be opened: the launch of IlgpuParameterCopy.HardKernel failed with error 719 (CUDA_ERROR_LAUNCH_FAILED)"),
        ("cuStreamSynchronize:700", "error 700 (CUDA_ERROR_ILLEGAL_ADDRESS)"),
    ];

    // What fails of the steps that CudaFailureProgram takes with an open device.
    private static readonly (string Call, string Steps)[] LaterFaults =
    [
        ("cuMemAlloc_v2", "allocate"),
        ("cuMemsetD8Async", "allocate"),
        ("cuMemGetInfo_v2", "free memory"),
        ("cuEventCreate", "fence"),
        ("cuEventRecord", "record, branch"),
        ("cuStreamWaitEvent", "await, branch"),
        ("cuLaunchKernel", "launch"),
        ("cuGraphLaunch", "graph"),
        ("cuEventSynchronize", "wait"),
        ("cuMemcpyAsync", "upload, download, copy to, copy from"),
        ("cuStreamSynchronize", "allocate, synchronize, copy to, copy from"),
    ];

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
        Assert.That(printed["notice"], Does.StartWith($"passed over cuda: {reason}"));
    }

    [Test]
    public void A_device_that_runs_a_first_kernel_is_listed_and_auto_takes_it()
    {
        var printed = Run("open");
        Assert.That(printed["listed"], Is.EqualTo("available"));
        Assert.That(printed["cuda"], Is.EqualTo("nothing was thrown"));
        Assert.That(printed["auto"], Is.EqualTo("cuda"));
        Assert.That(printed, Does.Not.ContainKey("notice"));
    }

    [Test]
    public void A_library_that_is_no_driver_is_told_and_auto_goes_on()
    {
        var nowhere = driver!.RunProgram(["failing", "open"], [new("DQNGPU_LIBCUDA", "/no/such/libcuda.so")]);
        var foreign = driver!.RunProgram(["failing", "open"], [new("DQNGPU_LIBCUDA", "libc.so.6")]);
        Assert.That(nowhere.Output, Does.Contain("listed = DQNGPU_LIBCUDA names '/no/such/libcuda.so', which is no library that can be loaded"));
        Assert.That(nowhere.Output, Does.Contain("notice = passed over cuda: DQNGPU_LIBCUDA names").And.Contain("auto = simd"));
        Assert.That(foreign.Output, Does.Contain("listed = that library is no CUDA driver, or too old a one: ").And.Contain("cuInit"));
        Assert.That(foreign.Output, Does.Contain("notice = passed over cuda: that library is no CUDA driver").And.Contain("auto = simd"));
    }

    [Test]
    public void A_device_that_does_not_open_or_run_a_first_kernel_is_told_and_auto_goes_on()
    {
        var printed = Run("open", [.. OpeningFaults.Select(each => each.Fault)]);
        Assert.Multiple(() =>
        {
            foreach (var (fault, reason) in OpeningFaults)
            {
                var listed = printed[$"{fault} listed"];
                Assert.That(listed, Does.StartWith("cuda (Stand-in GPU").And.Contain("cannot be opened").And.Contain(reason));
                Assert.That(printed[$"{fault} cuda"], Is.EqualTo($"NotSupportedException: {listed}."));
                Assert.That(printed[$"{fault} auto"], Is.EqualTo("simd"));
                Assert.That(printed[$"{fault} notice"], Is.EqualTo($"passed over a GPU: {listed}."));
            }
        });
    }

    [Test]
    public void A_driver_that_lacks_a_call_is_told_and_auto_goes_on()
    {
        using var old = SoftwareDriver.Compile(lacks: "cuMemHostRegister_v2");
        var printed = Run(old, "open");
        Assert.That(printed["cuda"], Does.StartWith("NotSupportedException: cuda (Stand-in GPU").And.Contain("'cuMemHostRegister_v2'"));
        Assert.That(printed["auto"], Is.EqualTo("simd"));
        Assert.That(printed["notice"], Is.EqualTo($"passed over a GPU: {printed["listed"]}."));
    }

    [Test]
    public void A_driver_that_lacks_graphs_gets_plain_launches()
    {
        using var old = SoftwareDriver.Compile(lacks: "cuGraphInstantiateWithFlags");
        Assert.That(Run(old, "throw-in-capture")["graph"], Does.StartWith("calls made again, because the driver is too old for graphs: ")
            .And.Contain("'cuGraphInstantiateWithFlags'"));
    }

    [Test]
    public void Auto_goes_on_with_the_next_of_several_GPUs()
    {
        var (_, output) = driver!.RunProgram(["failing", "open", "cuCtxCreate_v2 of 0:2"], [new("STAND_IN_DEVICES", "2")]);
        var printed = Printed(output);
        Assert.That(printed["listed"], Does.StartWith("cuda (Stand-in GPU").And.Contain("error 2"));
        Assert.That(printed["auto"], Is.EqualTo("cuda:1"));
        Assert.That(printed["notice"], Does.StartWith("passed over a GPU: cuda (Stand-in GPU").And.Contain("error 2"));
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
        Assert.That(printed["device"], Does.StartWith("DeviceException: cuda (Stand-in GPU").And.Contain("error 700 (CUDA_ERROR_ILLEGAL_ADDRESS)"));
        Assert.That(printed["pinned"], Does.StartWith("DeviceException: cuda (Stand-in GPU").And.Contain("error 801 (CUDA_ERROR_NOT_SUPPORTED)"));
    }

    [Test]
    public void A_kernel_that_is_not_loaded_is_told_with_the_assemblers_log() => Assert.That(
        Run("load", "cuModuleLoadDataEx:218")["load"],
        Does.StartWith("DeviceException: The kernel IlgpuRelu.ForwardKernel was not loaded").And.Contain("error 218 (CUDA_ERROR_INVALID_PTX)")
            .And.EndWith("Its assembler says: PTX not understood, | as it was told to"));

    [Test]
    public void Whatever_fails_later_on_is_the_devices_failure_in_one_sentence()
    {
        var printed = Run("use", [.. LaterFaults.Select(each => $"{each.Call}:700")]);
        Assert.Multiple(() =>
        {
            foreach (var (call, steps) in LaterFaults)
            {
                var failed = printed.Where(step => step.Key.StartsWith($"{call}:700 ", StringComparison.Ordinal) && step.Value != "nothing was thrown").ToArray();
                Assert.That(failed.Select(step => step.Key.Split(' ', 2)[1]), Is.EqualTo(steps.Split(", ")), call);
                Assert.That(failed.Select(step => step.Value), Is.All.Matches(@"^DeviceException: .*failed with error 700 \(CUDA_ERROR_ILLEGAL_ADDRESS\)\.$"));
            }
        });
    }

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
    public void Any_thread_may_dispose() => Assert.That(Run("dispose-on-another-thread")["destroyed"], Is.EqualTo("2 event, 1 graph"), "one event was the trial's");

    private Dictionary<string, string> Run(string part, params string[] faults) => Run(driver!, part, faults);

    private static Dictionary<string, string> Run(SoftwareDriver driver, string part, params string[] faults)
    {
        var (status, output) = driver.RunProgram(["failing", part, .. faults]);
        Assert.That(status, Is.Zero, output);
        return Printed(output);
    }

    private static Dictionary<string, string> Printed(string output) =>
        output.Split('\n').Select(line => line.Split(" = ", 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1].Trim());
}
