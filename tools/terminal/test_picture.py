import unittest
from xml.etree import ElementTree

import picture

NAMESPACE = "{http://www.w3.org/2000/svg}"


def parts(text, columns=4, rows=2):
    return [(element.tag.removeprefix(NAMESPACE), element) for element in ElementTree.fromstring(picture.svg(text, columns, rows))][1:]


class PictureTest(unittest.TestCase):
    def test_a_half_block_is_two_boxes(self):
        boxes = parts("\x1b[38;2;255;0;0m\x1b[48;5;21m▀▀\x1b[0m")
        self.assertEqual([tag for tag, _ in boxes], ["rect", "rect"])
        self.assertEqual([box.get("fill") for _, box in boxes], ["#ff0000", "#0000ff"])
        self.assertEqual([(box.get("y"), box.get("width"), box.get("height")) for _, box in boxes], [("0", "16", "8"), ("8", "16", "8")])

    def test_text_keeps_its_place_colour_and_characters(self):
        (_, first), (_, second) = parts("a<\x1b[1;32mb\x1b[39m \n \x1b[0m")
        self.assertEqual((first.text, first.get("x"), first.get("fill"), first.get("font-weight")), ("a<", "0", picture.FOREGROUND, None))
        self.assertEqual((second.text, second.get("x"), second.get("fill"), second.get("font-weight")), ("b", "16", picture.NAMED[2], "bold"))

    def test_bright_colours_are_the_second_eight(self):
        *boxes, (_, text) = parts("\x1b[91;103mx")
        self.assertEqual(text.get("fill"), picture.NAMED[9])
        self.assertEqual({box.get("fill") for _, box in boxes}, {picture.NAMED[11]})

    def test_the_cube_and_the_grays(self):
        self.assertEqual([picture.colour_of_256(index) for index in (16, 196, 231, 232, 255)], ["#000000", "#ff0000", "#ffffff", "#080808", "#eeeeee"])


if __name__ == "__main__":
    unittest.main()
