using System.Buffers.Binary;
using System.Text;

namespace DqnGpu.Nn.Tests;

/// <summary>Files: what is written comes back, and what is damaged is refused with a message that helps.</summary>
public sealed class SafeTensorsTests
{
    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("dqngpu-nn-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void EveryTypeComesBack()
    {
        var path = Path.Combine(folder, "a.safetensors");
        SafeTensors.Write(
            path,
            [
                SafeTensor.Create<byte>("bytes", [3], [1, 2, 255]),
                SafeTensor.Create<float>("floats", [2, 2], [1, float.NaN, float.Epsilon, -0.0f]),
                SafeTensor.Create<long>("longs", [1], [long.MinValue]),
                SafeTensor.Create<int>("number", [], [7]),
                SafeTensor.Create<double>("none", [0, 4], []),
            ],
            new Dictionary<string, string> { ["game"] = "\"Pong\"" });
        var file = SafeTensors.Read(path);
        Assert.That(file.Values<byte>("bytes", [3]).ToArray(), Is.EqualTo(new byte[] { 1, 2, 255 }));
        Assert.That(
            file.Values<float>("floats", [2, 2]).ToArray().Select(BitConverter.SingleToInt32Bits),
            Is.EqualTo(new[] { 1, float.NaN, float.Epsilon, -0.0f }.Select(BitConverter.SingleToInt32Bits)));
        Assert.That(file.Values<long>("longs", [1])[0], Is.EqualTo(long.MinValue));
        Assert.That(file.Values<int>("number", [])[0], Is.EqualTo(7));
        Assert.That(file.Values<double>("none", [0, 4]).Length, Is.Zero);
        Assert.That(file.Metadata["game"], Is.EqualTo("\"Pong\""));
    }

    [Test]
    public void TheLayoutIsTheFormats()
    {
        var path = Path.Combine(folder, "a.safetensors");
        SafeTensors.Write(path, [SafeTensor.Create<byte>("b", [1], [9]), SafeTensor.Create<float>("f", [1], [1])]);
        var bytes = File.ReadAllBytes(path);
        var headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.That(headerLength % 8, Is.Zero);
        Assert.That(
            Encoding.UTF8.GetString(bytes, 8, headerLength).TrimEnd(' '),
            Is.EqualTo("{\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]}}"));
        Assert.That(bytes[(8 + headerLength)..], Is.EqualTo(new byte[] { 0, 0, 0x80, 0x3f, 9 }));
    }

    [Test]
    public void AFailedWriteLeavesTheOldFileAndNoRubbish()
    {
        var path = Path.Combine(folder, "a.safetensors");
        AtomicFile.Write(path, stream => stream.Write("old"u8));
        Assert.That(
            () => AtomicFile.Write(path, stream =>
            {
                stream.Write("ne"u8);
                throw new IOException("disk full");
            }),
            Throws.InstanceOf<IOException>());
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
    }

    [Test]
    public void WhatAnotherProgramWritesIsWholeOrAbsentToo()
    {
        var path = Path.Combine(folder, "a.bin");
        AtomicFile.WriteByOther(path, name => File.WriteAllText(name, "old"));
        Assert.That(
            () => AtomicFile.WriteByOther(path, name =>
            {
                File.WriteAllText(name, "ne");
                throw new IOException("it failed");
            }),
            Throws.InstanceOf<IOException>());
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void AFileNameMayBeAsLongAsTheFileSystemTakes()
    {
        var path = Path.Combine(folder, new string('n', 251) + ".gif");
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
    }

    [Test]
    public void AMissingFileIsNamed() =>
        Assert.That(() => SafeTensors.Read(Path.Combine(folder, "none.safetensors")), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("none.safetensors"));

    /// <summary>Cut at every length, the file is refused, and the message names the file.</summary>
    [Test]
    public void EveryTruncationIsRefused()
    {
        var path = Path.Combine(folder, "a.safetensors");
        SafeTensors.Write(path, [SafeTensor.Create<float>("f", [2], [1, 2])]);
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = Path.Combine(folder, "cut.safetensors");
            File.WriteAllBytes(cut, whole[..length]);
            Assert.That(() => SafeTensors.Read(cut), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("cut.safetensors"), $"{length} bytes");
        }
    }

    [TestCase("""{"f":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "lies at offsets 64..72, but the file ends at 68")]
    [TestCase("""{"f":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "the last tensor ends at offset 72, but the file at 76")]
    [TestCase("""{"f":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "takes 12 bytes, but its data_offsets [0, 8] hold 8")]
    [TestCase("""{"f":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "impossible data_offsets [8, 0]")]
    [TestCase("""{"f":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "tensor 'f' begins at offset 68")]
    [TestCase("""{"f":{"dtype":"F32","shape":[2]}}""", 8, "an object of dtype, shape and two data_offsets is expected")]
    [TestCase("""{"f":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "impossible")]
    [TestCase("""{"f":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775799,9223372036854775807]}}""", 8, "lies at offsets 9223372036854775")]
    [TestCase("""{"f":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "but its data_offsets [0, 0] hold 0")]
    [TestCase("""{"f":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "tensor 'f' is {\"dtype\":\"F32\",\"shape\":[2.5]")]
    [TestCase("""{"f":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "an object of dtype, shape and two data_offsets is expected")]
    [TestCase("""{"f":{"dtype":3,"shape":[2],"data_offsets":[0,8]}}""", 8, "an object of dtype, shape and two data_offsets is expected")]
    [TestCase("""{"f":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}""", 8, "two data_offsets is expected")]
    [TestCase("""{"f":null}""", 8, "tensor 'f' is null, but an object of dtype")]
    [TestCase("""{"f":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"f":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "two tensors 'f'")]
    [TestCase("""{"__metadata__":12}""", 0, "its __metadata__ is 12, but an object of texts is expected")]
    [TestCase("""{"__metadata__":"text"}""", 0, "its __metadata__ is \"text\", but")]
    [TestCase("""{"__metadata__":{"a":"\ud800"}}""", 0, "half of a surrogate pair")]
    [TestCase("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "half of a surrogate pair")]
    [TestCase("""{"f":{"dtype":"\udc00","shape":[1],"data_offsets":[0,1]}}""", 1, "half of a surrogate pair")]
    [TestCase("""[1, 2]""", 8, "no object")]
    [TestCase("""{"f":""", 8, "not JSON")]
    public void DamagedHeadersAreExplained(string header, int dataBytes, string expected)
    {
        var path = Path.Combine(folder, "bad.safetensors");
        Write(path, header.PadRight((header.Length + 7) / 8 * 8), dataBytes);
        Assert.That(() => SafeTensors.Read(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(expected).And.Message.Contains("bad.safetensors"));
    }

    [Test]
    public void BadUtf8IsRefused()
    {
        var path = Path.Combine(folder, "bad.safetensors");
        Write(path, """{"aaaa":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1);
        var bytes = File.ReadAllBytes(path);
        bytes[8 + 3] = 0xff;
        File.WriteAllBytes(path, bytes);
        Assert.That(() => SafeTensors.Read(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("not UTF-8").And.Message.Contains("bad.safetensors"));
    }

    [Test]
    public void MetadataThatIsNoTextIsTakenAsItStands()
    {
        var path = Path.Combine(folder, "odd.safetensors");
        Write(path, """{"__metadata__":{"step":12,"none":null,"nested":{"a":[1, 2]},"text":"t"}}""", 0);
        Assert.That(
            SafeTensors.Read(path).Metadata, Is.EquivalentTo(new Dictionary<string, string> { ["step"] = "12", ["nested"] = """{"a":[1, 2]}""", ["text"] = "t" }));
        Write(path, """{"__metadata__":null}""", 0);
        Assert.That(SafeTensors.Read(path).Metadata, Is.Empty);
    }

    [Test]
    public void ATensorOfAnUnknownTypeIsPassedOverUntilItIsAskedFor()
    {
        var path = Path.Combine(folder, "new.safetensors");
        Write(path, """{"f":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"n":{"dtype":"F4","shape":[8],"data_offsets":[4,8]}}""", 8);
        var file = SafeTensors.Read(path);
        Assert.That(file.Values<float>("f", [1])[0], Is.Zero);
        Assert.That(
            () => file.Floats("n", [8]).Length,
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("new.safetensors").And.Message.Contains("tensor 'n'")
                .And.Message.Contains("of type F4, but F32, F16, BF16 or F64 is expected"));
    }

    /// <summary>Whatever one byte of a header is, the file is read or refused with its name.</summary>
    [Test]
    public void EveryDamageOfAByteIsSurvived()
    {
        var path = Path.Combine(folder, "a.safetensors");
        SafeTensors.Write(path, [SafeTensor.Create<float>("f", [2], [1, 2])], new Dictionary<string, string> { ["k"] = "v" });
        var whole = File.ReadAllBytes(path);
        for (var i = 0; i < whole.Length - 8; i++)
            foreach (byte value in (byte[])[0, (byte)'"', (byte)'\\', (byte)'{', (byte)'}', (byte)'-', (byte)'9', 0x7f, 0xff])
            {
                var damaged = whole.ToArray();
                damaged[i] = value;
                File.WriteAllBytes(path, damaged);
                try
                {
                    SafeTensors.Read(path);
                }
                catch (InvalidDataException exception)
                {
                    Assert.That(exception.Message, Does.Contain("a.safetensors").And.Not.Contain("\n"), $"byte {i} is {value}");
                }
            }
    }

    [Test]
    public void AHeaderLengthBeyondReasonIsRefused()
    {
        var path = Path.Combine(folder, "bad.safetensors");
        File.WriteAllBytes(path, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2]);
        Assert.That(() => SafeTensors.Read(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("18446744073709551615"));
    }

    [Test]
    public void WrongTypesShapesAndNamesAreExplained()
    {
        var path = Path.Combine(folder, "a.safetensors");
        SafeTensors.Write(path, [SafeTensor.Create<double>("d", [2, 3], new double[6])]);
        var file = SafeTensors.Read(path);
        Assert.That(() => file.Values<float>("d", [2, 3]).Length, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("type F64, but F32 is expected"));
        Assert.That(
            () => file.Values<double>("d", [3, 2]).Length,
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("shape [2, 3], but [3, 2] is expected").And.Message.Contains("offset"));
        Assert.That(() => file.Values<double>("e", [1]).Length, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("no tensor 'e'"));
    }

    private static void Write(string path, string header, int dataBytes)
    {
        using var stream = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(Encoding.UTF8.GetBytes(header));
        stream.Write(new byte[dataBytes]);
    }
}
