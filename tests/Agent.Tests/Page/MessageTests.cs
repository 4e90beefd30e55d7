using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class MessageTests
{
    [Test]
    public void WhatGoesInComesOut()
    {
        var message = new Message();
        message.Begin().Add<byte>("screen", [1, 2, 3, 4, 5, 255], 3, 2).Add<float>("q", [1.5f, float.NaN, -0f], 3).Add<int>("actions", [-7, int.MaxValue], 2, 1).Add<byte>("none", [], 0);
        var got = Receive(message.End(new { kind = "step", value = 2.5, uncertain = double.NaN, left = TimeSpan.FromSeconds(90), name = "é \" \n" }));
        Assert.That(got.Arrays, Is.EqualTo(new[] { "screen", "q", "actions", "none" }));
        Assert.That(got.Bytes("screen"), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5, 255 }));
        Assert.That(got.Shape("screen"), Is.EqualTo(new[] { 3, 2 }));
        Assert.That(got.Floats("q").Select(BitConverter.SingleToUInt32Bits), Is.EqualTo(new[] { 1.5f, float.NaN, -0f }.Select(BitConverter.SingleToUInt32Bits)));
        Assert.That(got.Integers("actions"), Is.EqualTo(new[] { -7, int.MaxValue }));
        Assert.That(got.Bytes("none"), Is.Empty);
        Assert.That(got["kind"].GetString(), Is.EqualTo("step"));
        Assert.That(got["value"].GetDouble(), Is.EqualTo(2.5));
        Assert.That(got["uncertain"].ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null), "JSON has no NaN");
        Assert.That(got["left"].GetDouble(), Is.EqualTo(90), "in seconds");
        Assert.That(got["name"].GetString(), Is.EqualTo("é \" \n"));
    }

    // A typed array of a browser begins at a multiple of its element's size.
    [Test]
    public void EveryArrayIsAlignedWhateverStandsBeforeIt([Range(0, 9)] int bytes)
    {
        var message = new Message();
        message.Begin().Add<byte>("first", new byte[bytes], bytes).Add<float>("second", [3.25f], 1).Add<byte>("third", [7], 1).Add<int>("fourth", [8], 1);
        var got = Receive(message.End(new { text = new string('x', bytes) }));
        Assert.That((4 + got.HeaderLength) % 4, Is.Zero);
        foreach (var array in got.Arrays)
            Assert.That(got.Offset(array) % 4, Is.Zero, array);
        Assert.That(got.Floats("second"), Is.EqualTo(new[] { 3.25f }));
        Assert.That(got.Integers("fourth"), Is.EqualTo(new[] { 8 }));
    }

    [Test]
    public void AMessageHoldsNothingOfTheOneBefore()
    {
        var message = new Message();
        message.Begin().Add<byte>("long", [.. Enumerable.Repeat((byte)9, 10_000)], 10_000);
        Receive(message.End(new { first = true }));
        message.Begin().Add<byte>("short", [1], 1);
        var bytes = message.End(new { });
        Assert.That(bytes.Length, Is.LessThan(1_000));
        Assert.That(Receive(bytes).Arrays, Is.EqualTo(new[] { "short" }));
        message.Begin();
        Assert.That(Receive(message.End(new { })).Arrays, Is.Empty);
    }

    [Test]
    public void ManyArraysAndLongShapesFitIntoTheHeader()
    {
        var message = new Message().Begin();
        for (var i = 0; i < 60; i++)
            message.Add<float>($"activation.{i}", new float[1_000], 1, 10, 10, 10, 1);
        var got = Receive(message.End(new { }));
        Assert.That(got.Arrays.Count(), Is.EqualTo(60));
        Assert.That(got.Floats("activation.59"), Has.Length.EqualTo(1_000));
    }

    [Test]
    public void ValuesThatAreNotTheirShapeAreRefused() =>
        Assert.That(() => new Message().Begin().Add<byte>("screen", [1, 2, 3], 2, 2), Throws.ArgumentException.With.Message.Contains("screen has 3 elements, which are not [2, 2]"));

    private static ReceivedMessage Receive(ReadOnlyMemory<byte> bytes) => new(bytes.ToArray());
}
