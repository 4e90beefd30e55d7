namespace DqnGpu.PtxMachine;

/// <summary>A PTX text that the machine does not understand. The message begins with the line: <c>line 18: instruction 'add.f16' is not known</c>.</summary>
public sealed class PtxException(string message) : Exception(message);
