using System.Text.Json;
using System.Text.Json.Serialization;

namespace DqnGpu.Ale;

/// <summary>Options as JSON, as states and recordings hold them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PreprocessingOptions))]
[JsonSerializable(typeof(RecordingHeader))]
internal sealed partial class OptionsText : JsonSerializerContext
{
    /// <summary>The options of a preprocessing.</summary>
    public static string Of(PreprocessingOptions options) => JsonSerializer.Serialize(options, Default.PreprocessingOptions);
}
