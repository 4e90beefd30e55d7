using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Ilgpu;

// The first OpenCL device: a GPU, or PoCL on the processor, which runs the code that ILGPU generates.

// Slow: PoCL compiles a product anew for every size of group.
[TestFixture, Category("Slow")]
public sealed class OpenCLConv2dTests() : Conv2dTests(IlgpuSources.OpenCL);

// Slow: PoCL compiles a product anew for every size of group.
[TestFixture, Category("Slow")]
public sealed class OpenCLLinearTests() : LinearTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLNoisyWeightsTests() : NoisyWeightsTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLLayerNormTests() : LayerNormTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLReluTests() : ReluTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLScaleTests() : ScaleTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLTanhTests() : TanhTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLDuelingTests() : DuelingTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLTdLossTests() : TdLossTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLMunchausenLossTests() : MunchausenLossTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLCategoricalLossTests() : CategoricalLossTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLQuantileLossTests() : QuantileLossTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLCategoricalValuesTests() : CategoricalValuesTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLQuantileValuesTests() : QuantileValuesTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLRegressionLossTests() : RegressionLossTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLCrossEntropyLossTests() : CrossEntropyLossTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLTdHeadTests() : TdHeadTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLActHeadTests() : ActHeadTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLAdamTests() : AdamTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLRmsPropTests() : RmsPropTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLGradientClipTests() : GradientClipTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLInputCentreTests() : InputCentreTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLParameterCopyTests() : ParameterCopyTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLRowMaxTests() : RowMaxTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLReplayGatherTests() : ReplayGatherTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLReplayScatterTests() : ReplayScatterTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLMemoryTests() : MemoryTests(IlgpuSources.OpenCL);

[TestFixture]
public sealed class OpenCLIlgpuKernelTests() : IlgpuKernelTests(IlgpuSources.OpenCL);
