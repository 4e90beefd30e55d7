using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Ilgpu;

// ILGPU's CPU accelerator: the kernels' C# itself, one thread of the host for each thread of a group.

[TestFixture]
public sealed class IlgpuCpuConv2dTests() : Conv2dTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuLinearTests() : LinearTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuNoisyWeightsTests() : NoisyWeightsTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuLayerNormTests() : LayerNormTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuReluTests() : ReluTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuScaleTests() : ScaleTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuTanhTests() : TanhTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuDuelingTests() : DuelingTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuTdLossTests() : TdLossTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuMunchausenLossTests() : MunchausenLossTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuCategoricalLossTests() : CategoricalLossTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuQuantileLossTests() : QuantileLossTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuCategoricalValuesTests() : CategoricalValuesTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuQuantileValuesTests() : QuantileValuesTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuRegressionLossTests() : RegressionLossTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuCrossEntropyLossTests() : CrossEntropyLossTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuTdHeadTests() : TdHeadTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuActHeadTests() : ActHeadTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuAdamTests() : AdamTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuRmsPropTests() : RmsPropTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuGradientClipTests() : GradientClipTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuInputCentreTests() : InputCentreTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuParameterCopyTests() : ParameterCopyTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuRowMaxTests() : RowMaxTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuReplayGatherTests() : ReplayGatherTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuReplayScatterTests() : ReplayScatterTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuMemoryTests() : MemoryTests(IlgpuSources.Cpu);

[TestFixture]
public sealed class IlgpuCpuIlgpuKernelTests() : IlgpuKernelTests(IlgpuSources.Cpu);
