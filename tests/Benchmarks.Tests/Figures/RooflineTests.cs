using System.Globalization;
using System.Xml.Linq;
using DqnGpu.Benchmarks.Figures;

namespace DqnGpu.Benchmarks.Tests.Figures;

/// <summary>The picture of roofs and points.</summary>
public sealed class RooflineTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly XElement picture =
        XElement.Parse(Roofline.Draw("A <title> & more", SomeFigures.Roofs, [SomeFigures.Product, SomeFigures.Step, SomeFigures.Game]));

    [Test]
    public void Each_figure_with_a_roof_is_a_point_and_a_line_of_the_list()
    {
        Assert.That(picture.Elements(Svg + "circle").Count(), Is.EqualTo(2 * 2));
        var texts = picture.Elements(Svg + "text").Select(text => text.Value).ToArray();
        Assert.That(texts, Does.Contain("1  operation/conv1/forward/simd-1-thread: 50 GFLOP/s, 50 %"));
        Assert.That(texts, Does.Contain("2  operation/adam/simd-1-thread: 5 GFLOP/s, 50 %"));
        Assert.That(texts, Does.Contain("A <title> & more"));
    }

    [Test]
    public void A_point_at_half_of_its_roof_lies_the_logarithm_of_two_below_it()
    {
        var points = picture.Elements(Svg + "polyline").First().Attribute("points")!.Value.Split(' ').Select(point => point.Split(',').Select(Number).ToArray()).ToArray();
        Assert.That(picture.Elements(Svg + "polyline").Count(), Is.EqualTo(2));
        // The flat part of one thread's roof is at 100 GFLOP/s, and so is the grid's line of that number.
        var decade = Math.Abs(YOf("100") - YOf("10"));
        Assert.That(points[2][1], Is.EqualTo(YOf("100") - 4).Within(0.2));
        var product = picture.Elements(Svg + "circle").First();
        Assert.That(Number(product.Attribute("cy")!.Value) - points[2][1], Is.EqualTo(decade * Math.Log10(2)).Within(0.2));

        double YOf(string label) =>
            Number(picture.Elements(Svg + "text").First(text => text.Value == label && text.Attribute("text-anchor")!.Value == "end").Attribute("y")!.Value);
    }

    [Test]
    public void Nothing_lies_outside()
    {
        var size = picture.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
        foreach (var circle in picture.Elements(Svg + "circle"))
        {
            Assert.That(Number(circle.Attribute("cx")!.Value), Is.InRange(0, size[2]));
            Assert.That(Number(circle.Attribute("cy")!.Value), Is.InRange(0, size[3]));
        }
    }

    [Test]
    public void It_has_colours_for_light_and_dark() => Assert.That(picture.Element(Svg + "style")!.Value, Does.Contain("prefers-color-scheme: dark"));

    [Test]
    public void Roofs_alone_are_a_picture() => Assert.That(() => XElement.Parse(Roofline.Draw("", SomeFigures.Roofs, [])), Throws.Nothing);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
