"""Our two icons, drawn: three who are called, of whom one does not answer yet (learn.microsoft.com/microsoftteams/platform, App icons).

Pure, and without a library for pictures: a shape is its distance to a point, and a point at its edge is covered in part.
"""

import struct
import zlib
from collections.abc import Callable
from math import hypot

Colour = tuple[int, int, int]
Shape = Callable[[float, float], float]  # pixels from a point to the shape's edge; below zero it is inside

TEAL, WHITE = (0x2F, 0x5D, 0x62), (0xFF, 0xFF, 0xFF)


def colour() -> bytes:
    """192 x 192 pixels, full to the edge; what is drawn is 96 wide, as Teams asks for."""
    return _png(192, _three(192, radius=13.5, gap=34.5, line=7.0), behind=TEAL)


def outline() -> bytes:
    """32 x 32 pixels, white on nothing."""
    return _png(32, _three(32, radius=4.0, gap=10.5, line=2.0), behind=None)


def _three(size: int, *, radius: float, gap: float, line: float) -> list[Shape]:
    """Two that are there, and the ring of one who is not."""
    middle = size / 2
    return [
        _disc(middle - gap, middle, radius),
        _disc(middle, middle, radius),
        _ring(middle + gap, middle, radius - line / 2, line),
    ]


def _disc(x: float, y: float, radius: float) -> Shape:
    return lambda at_x, at_y: hypot(at_x - x, at_y - y) - radius


def _ring(x: float, y: float, radius: float, line: float) -> Shape:
    """`radius`: to the middle of the line."""
    return lambda at_x, at_y: abs(hypot(at_x - x, at_y - y) - radius) - line / 2


def _png(size: int, shapes: list[Shape], behind: Colour | None) -> bytes:
    """A square of RGBA, 8 bits each (w3.org/TR/png-3)."""
    rows = b"".join(b"\0" + bytes(one for x in range(size) for one in _pixel(x + 0.5, y + 0.5, shapes, behind)) for y in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _pixel(x: float, y: float, shapes: list[Shape], behind: Colour | None) -> tuple[int, int, int, int]:
    covered = max(0.0, min(1.0, 0.5 - min(shape(x, y) for shape in shapes)))
    if behind is None:
        return (*WHITE, round(255 * covered))
    red, green, blue = (round(under + (over - under) * covered) for under, over in zip(behind, WHITE, strict=True))
    return (red, green, blue, 255)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
