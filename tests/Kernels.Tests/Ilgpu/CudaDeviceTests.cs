using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Ilgpu;

// The first CUDA device.

[TestFixture]
public sealed class CudaConv2dTests() : Conv2dTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaLinearTests() : LinearTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaTeamConv2dTests() : Conv2dTests(IlgpuSources.CudaTeam);

[TestFixture]
public sealed class CudaTeamLinearTests() : LinearTests(IlgpuSources.CudaTeam);

[TestFixture]
public sealed class CudaTeamTf32Conv2dTests() : Conv2dTests(IlgpuSources.CudaTeamTf32);

[TestFixture]
public sealed class CudaTeamTf32LinearTests() : LinearTests(IlgpuSources.CudaTeamTf32);

[TestFixture]
public sealed class CudaTf32Conv2dTests() : Conv2dTests(IlgpuSources.CudaTf32);

[TestFixture]
public sealed class CudaTf32LinearTests() : LinearTests(IlgpuSources.CudaTf32);

[TestFixture]
public sealed class CudaTf32x3Conv2dTests() : Conv2dTests(IlgpuSources.CudaTf32x3);

[TestFixture]
public sealed class CudaTf32x3LinearTests() : LinearTests(IlgpuSources.CudaTf32x3);

[TestFixture]
public sealed class CudaNoisyWeightsTests() : NoisyWeightsTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaLayerNormTests() : LayerNormTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaReluTests() : ReluTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaScaleTests() : ScaleTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaTanhTests() : TanhTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaDuelingTests() : DuelingTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaTdLossTests() : TdLossTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaMunchausenLossTests() : MunchausenLossTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaCategoricalLossTests() : CategoricalLossTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaQuantileLossTests() : QuantileLossTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaCategoricalValuesTests() : CategoricalValuesTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaQuantileValuesTests() : QuantileValuesTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaRegressionLossTests() : RegressionLossTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaCrossEntropyLossTests() : CrossEntropyLossTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaTdHeadTests() : TdHeadTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaActHeadTests() : ActHeadTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaAdamTests() : AdamTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaRmsPropTests() : RmsPropTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaGradientClipTests() : GradientClipTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaInputCentreTests() : InputCentreTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaParameterCopyTests() : ParameterCopyTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaRowMaxTests() : RowMaxTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaReplayGatherTests() : ReplayGatherTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaReplayScatterTests() : ReplayScatterTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaMemoryTests() : MemoryTests(IlgpuSources.Cuda);

[TestFixture]
public sealed class CudaIlgpuKernelTests() : IlgpuKernelTests(IlgpuSources.Cuda);
