using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DqnGpu.Agent;

/// <summary>How the page's JSON is written: camelCase, and null for numbers that JSON has none for.</summary>
public static class PageJson
{
    /// <summary>For all of the page's JSON.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new Finite<double>(), new Finite<float>(), new Seconds(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private sealed class Finite<T> : JsonConverter<T> where T : IBinaryFloatingPointIeee754<T>
    {
        private static readonly JsonConverter<T> Plain = (JsonConverter<T>)JsonSerializerOptions.Default.GetConverter(typeof(T));

        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Plain.Read(ref reader, type, options)!;

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            if (T.IsFinite(value))
                Plain.Write(writer, value, options);
            else
                writer.WriteNullValue();
        }
    }

    private sealed class Seconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => TimeSpan.FromSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
    }
}
