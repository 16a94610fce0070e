"""Cleans the image of a page for OCR: colour marks, speckle, skew, contrast. Needs numpy and OpenCV (extra `ocr`).

Images are arrays of bytes: RGB as height x width x 3, grey as height x width, black 0. The order is what measured
best: mask the stamp's colour, then median, then deskew, then stretch; nothing is made black and white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from cv2.typing import MatLike as Channel
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float32]
    Dots = tuple[Floats, Floats]  # rows and columns
    Extent = tuple[slice, slice]

COLOURED = 35  # by how much a channel stands out in the ink of a stamp or a pen
TINTED = 12  # by how much near such ink: thin strokes lose their colour in JPEG
MOST_IS_PAPER = 75  # percent of the pixels around a mark, more than are covered by it and by print
SMEAR = 0.4  # inches around such ink in which there may be more of it
BRIGHT = (
    100  # level of its channel from which ink is of that colour; darker is print under a seal, or with a cast
)
CAST = 0.12  # share of the ink with a tint that no stamp or pen has left: a camera or a scanner has given it to all print
SQUARE = 8  # pixels
SAMPLED = 16  # rows
CLOSE = 2  # pixels around coloured ink on such a page
MOSTLY_COLOURED = 0.5  # share of the ink from which the colour is that of the print itself
DARK = 160  # grey level below which a pixel is ink
STEEPEST = 3.0  # degrees
COARSE = tuple(float(degrees) for degrees in np.arange(-STEEPEST, STEEPEST + 0.1, 0.5))
LEAST_SKEW = 0.15  # degrees that harm neither reading nor rulings
FEWEST_DOTS = 200  # of ink that tell how the lines run
CLEARLY = 1.1
BORDER = 0.06  # share of the page at each edge in which black strips of the scanner lie
PAPER = 255
PALE = 60  # grey level of the darker print from which it is faint
DARKER = 30  # percent of the ink that are darker than its darker print
DIM = 244  # grey level of paper that is not white
FAINT = 40  # grey levels under the paper's from which a pixel may be ink
SPECK = 150  # dpi at which a speck has four pixels at most
SPECKLED = (
    15.0  # specks on a square inch; scans of clean paper have fewer than ten, dots on letters are larger
)
ROW, MOST_IN_ROWS = (
    0.06,
    0.3,
)  # of a row that specks fill where they are dots of a line; of the specks that are
LONE, AROUND, STREWN = (
    0.03,
    0.05,
    2.0,
)  # inches: side of a lone speck, paper on each side of it; how many on a square inch
SHRUNK = 3  # times smaller, for looking at where there is ink
RULED = 0.2  # inches; no stroke of a letter is as long
GRAIN = 2.0  # how much darker than the paper its noise gets, times what a fifth of the paper exceeds
COARSER, WINDOW = 8, 21  # how much smaller the page is looked at for its shade, in windows of so many pixels
UNEVEN, DEEPEST = (
    14,
    0.45,
)  # grey levels between paper and paper that are a shade; share of the light one that is none
HOLE = 60  # grey levels by which one pixel is lighter than all around it


def colourless(image: Bytes) -> Bytes:
    """Return an RGB image of which no ink is coloured as a grey one, with which all that follows has less to do."""
    # Each so many-th row tells most coloured pages.
    if any(_spread(*cv2.split(rows)).max() > COLOURED for rows in (image[::SAMPLED], image)):
        return image
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _spread(red: Channel, green: Channel, blue: Channel) -> Channel:
    """Return by how much the brightest channel of each pixel is brighter than the darkest."""
    return cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))


def grey_without_marks(image: Bytes, *, dpi: int = 200) -> Bytes:
    """Return the grey image with red seals and blue pen strokes faded; black text under them stays.

    Red ink is bright in the red channel: there that channel alone shows the page without it; blue ink likewise, unless
    most of the print is blue, as copies made from the screen sometimes are.
    """
    if image.ndim == 2:
        return image
    red, green, blue = (np.asarray(channel, np.uint8) for channel in cv2.split(image))
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    dark = cv2.bitwise_not(_over(grey, DARK - 1))
    ink = max(cv2.countNonZero(dark), 1)
    for channel, others in ((red, cv2.max(green, blue)), (blue, cv2.max(red, green))):
        over = np.asarray(cv2.subtract(channel, others), np.uint8)
        marked = np.asarray(cv2.bitwise_and(_over(over, COLOURED), _over(channel, BRIGHT)), np.uint8)
        extent = extent_of(marked)
        if extent is None:
            continue
        if channel is red or cv2.countNonZero(cv2.bitwise_and(marked, dark)) < MOSTLY_COLOURED * ink:
            tinted = cv2.bitwise_and(_over(over, TINTED), dark)
            cast = cv2.countNonZero(tinted) - cv2.countNonZero(cv2.bitwise_and(tinted, marked)) > CAST * ink
            reach = CLOSE if cast else int(SMEAR * dpi)
            place = widened(extent, reach)
            _fade(grey[place], channel[place], over[place], marked[place], reach=reach)
    return grey


def _over(channel: Channel, level: int) -> Channel:
    """Return 255 where a channel is brighter than a level."""
    return cv2.threshold(channel, level, 255, cv2.THRESH_BINARY)[1]


def _fade(grey: Bytes, channel: Bytes, over: Bytes, marked: Bytes, *, reach: int) -> None:
    """Make paper, in the grey image, of the ink that one channel shows bright; what is dark in that channel stays dark."""
    tinted = cv2.bitwise_and(_near(marked, reach), _over(over, TINTED))
    light = float(np.percentile(channel[marked > 0], 25))
    whiter = cv2.convertScaleAbs(channel, alpha=PAPER / max(light, 128.0))
    if np.percentile(grey[::8, ::8], MOST_IS_PAPER) < DIM:  # white blots on grey paper are no paper
        whiter = cv2.min(whiter, _as_large(_paper_of(grey), grey))
    cv2.copyTo(cv2.max(whiter, grey), tinted, grey)


def _near(marked: Bytes, reach: int) -> Bytes:
    """Return what lies within a distance of something marked; a far one is told by squares of `SQUARE` pixels."""
    if reach < 2 * SQUARE:
        return np.asarray(cv2.dilate(marked, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)), np.uint8)
    high, wide = marked.shape
    rest = (-high % SQUARE, -wide % SQUARE)
    padded = np.pad(marked, ((0, rest[0]), (0, rest[1])))
    size = (padded.shape[1] // SQUARE, padded.shape[0] // SQUARE)
    squares = cv2.resize(padded, size, interpolation=cv2.INTER_AREA)  # one pixel of 64 is 4 of 255
    around = 2 * round(reach / SQUARE) + 1
    near = cv2.dilate(_over(squares, 0), np.ones((around, around), np.uint8))
    return np.asarray(cv2.resize(near, padded.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)[
        :high, :wide
    ]


def _paper_of(grey: Bytes) -> Bytes:
    """Return how light the paper is at each place, whatever is printed on it, `COARSER` times smaller."""
    # Squares of whole pixels: OpenCV has a fast way for those alone.
    high, wide = (max(side // COARSER, 1) for side in grey.shape)
    squares = grey[: high * COARSER, : wide * COARSER]
    small = cv2.resize(squares, (wide, high), interpolation=cv2.INTER_AREA)
    # The largest of near pixels passes over strokes, the middle one of more over lines of bold type and of tables.
    return np.asarray(cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), WINDOW), np.uint8)


def _as_large(paper: Bytes, grey: Bytes) -> Bytes:
    """Return what was looked at smaller as large as the image that it was made from."""
    size = (paper.shape[1] * COARSER, paper.shape[0] * COARSER)
    level = cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR)
    rest = [max(side - part, 0) for side, part in zip(grey.shape, level.shape, strict=True)]
    level = cv2.copyMakeBorder(level, 0, rest[0], 0, rest[1], cv2.BORDER_REPLICATE)
    return np.asarray(level[: grey.shape[0], : grey.shape[1]], np.uint8)


def neutral(image: Bytes) -> Bytes:
    """Return the image with the colour of its paper taken out: on yellow paper the edges of print look like a pen's ink.

    White paper stays as it is, and so does a page that is mostly dark: a picture.
    """
    paper = [int(np.median(image[::8, ::8, channel])) for channel in range(3)]
    if max(paper) - min(paper) <= TINTED or min(paper) < DARK // 2:
        return image
    levels = np.arange(256, dtype=np.float32)
    table = np.stack([np.clip(levels * (max(paper) / level), 0, PAPER) for level in paper], axis=-1)
    return np.asarray(cv2.LUT(image, table.astype(np.uint8)[None]), dtype=np.uint8)


def flatten(grey: Bytes) -> Bytes:
    """Return the image with paper as light everywhere: copiers and cameras leave one side or the middle darker.

    A page that is even, or whose dark is no shade but a picture, stays as it is.
    """
    if min(grey.shape) < WINDOW * COARSER:
        return grey
    paper = _paper_of(grey)
    dark, light = np.percentile(paper, (3, 97))
    if light - dark < UNEVEN or dark < DEEPEST * light:
        return grey
    return np.asarray(cv2.divide(grey, _as_large(paper, grey), scale=float(light)), dtype=np.uint8)


def coloured(image: Bytes) -> NDArray[np.bool_]:
    """Return where the ink is coloured: seals, pens, never the print."""
    if image.ndim == 2:
        return np.zeros(image.shape, dtype=np.bool_)
    red, green, blue = cv2.split(image)
    low = cv2.min(cv2.min(red, green), blue)
    return np.asarray((cv2.subtract(cv2.max(cv2.max(red, green), blue), low) > COLOURED) & (low < DARK))


def without_specks(grey: Bytes, *, dpi: int) -> Bytes:
    """Return the image without the pepper of dirty glass, of a fax, of a copy's copy; a page with few specks as it is.

    Specks are told from dots by their size, so the image must be at the resolution it was scanned at, not made larger.
    """
    paler = float(np.percentile(grey[::4, ::4], 60)) - FAINT
    height, width = grey.shape
    middle = grey[height // 4 : height - height // 4, width // 4 : width - width // 4] < paler
    labels, small = _specks(middle.astype(np.uint8), dpi)
    if np.count_nonzero(small) < SPECKLED * middle.size / dpi**2:  # a quarter of the page tells
        return grey
    if _in_rows(small[labels]):
        return grey
    ink = (grey < paler).astype(np.uint8)
    labels, small = _specks(ink, dpi)
    around = cv2.medianBlur(grey, 5)
    cleaned = np.where(small[labels], cv2.max(around, grey), grey)
    ring = np.ones((3, 3), np.uint8)
    ring[1, 1] = 0
    holes = cv2.subtract(cleaned, cv2.dilate(cleaned, ring)) > HOLE
    filled = np.asarray(np.where(holes, cv2.min(around, cleaned), cleaned), dtype=np.uint8)
    # Specks that hang on a letter have no size of their own: the median takes them, and thin rulings with them.
    return np.asarray(np.where(_ruled(ink, dpi), filled, despeckle(filled)), dtype=np.uint8)


def _in_rows(specks: NDArray[np.bool_]) -> bool:
    """Do most specks stand in straight rows, level or upright? They are the dots of a table's lines."""
    many = int(np.count_nonzero(specks))
    along = [specks.sum(axis=side) for side in (0, 1)]
    held = [int(line[line >= ROW * specks.shape[side]].sum()) for side, line in enumerate(along)]
    return sum(held) >= MOST_IN_ROWS * many > 0


def without_lone_specks(grey: Bytes, *, dpi: int) -> Bytes:
    """Return the image without specks as large as full stops that stand alone on the paper; one with few of them as it is.

    The dust of a copier draws lines of text together and apart; leaders and full stops have other ink beside them.
    """
    height, width = (side // SHRUNK * SHRUNK for side in grey.shape)
    if not height or not width:
        return grey
    darkest = cv2.erode(grey[:height, :width], np.ones((SHRUNK, SHRUNK), np.uint8))
    dark = np.asarray(darkest[1::SHRUNK, 1::SHRUNK] < DARK, np.uint8)
    reach = max(round(AROUND * dpi / SHRUNK), 1)
    around = cv2.dilate(dark, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(around, connectivity=8)
    most = 2 * reach + 1 + LONE * dpi / SHRUNK
    lone = np.asarray((stats[:, cv2.CC_STAT_WIDTH] <= most) & (stats[:, cv2.CC_STAT_HEIGHT] <= most))
    lone[0] = False
    if np.count_nonzero(lone) < STREWN * grey.size / dpi**2:
        return grey
    mask = cv2.resize(lone[labels].astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    cleaned = grey.copy()
    cleaned[:height, :width][mask > 0] = PAPER
    return cleaned


def _ruled(ink: Bytes, dpi: int) -> NDArray[np.bool_]:
    """Return where straight lines may be, level or upright, and what lies right beside them."""
    lines = np.zeros_like(ink)
    for thick, long in (((3, 1), (1, int(RULED * dpi))), ((1, 3), (int(RULED * dpi), 1))):
        thicker = cv2.dilate(ink, np.ones(thick, np.uint8))
        lines |= np.asarray(cv2.morphologyEx(thicker, cv2.MORPH_OPEN, np.ones(long, np.uint8)), np.uint8)
    return np.asarray(cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0)


def _specks(ink: Bytes, dpi: int) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return to which piece of ink each pixel belongs, and which pieces are so small that they are specks."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = np.asarray(stats[:, cv2.CC_STAT_AREA] <= max(4 * (dpi / SPECK) ** 2, 2))
    small[0] = False
    return np.asarray(labels, np.int32), small


def enlarge(image: Bytes, times: float) -> Bytes:
    """Return the image larger by some factor, smoothly."""
    if times <= 1:
        return image
    return np.asarray(
        cv2.resize(image, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC), dtype=np.uint8
    )


def despeckle(grey: Bytes) -> Bytes:
    """Return the image with single specks gone; harms clean pages, so only for those that read badly."""
    return np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8)


def _levels(sample: Bytes) -> tuple[float, float]:
    """Return the grey levels of the darker print and of the paper; a page with three lines on it has less ink, no paler."""
    lowest, paper = np.percentile(sample, (0.1, 60))
    ink = sample[sample < (lowest + paper) / 2]
    return float(np.percentile(ink, DARKER) if len(ink) else lowest), float(paper)


def is_faint(grey: Bytes) -> bool:
    """Tell whether the print is pale or the paper grey."""
    dark, paper = _levels(grey[::4, ::4])
    return bool(dark > PALE or paper < DIM)


def stretch(grey: Bytes) -> Bytes:
    """Return the image with its contrast spread: the darker print black, the paper white with the noise on it."""
    sample = grey[::4, ::4]
    dark, paper = _levels(sample)
    if paper - dark < 20:
        return grey
    blank = sample[sample > paper - FAINT]
    noise = np.percentile(blank, 50) - np.percentile(blank, 20)
    white = max(paper - GRAIN * noise, (paper + dark) / 2)
    return np.asarray(
        cv2.convertScaleAbs(np.clip(grey, dark, None) - dark, alpha=255.0 / (white - dark)), np.uint8
    )


def whiten_borders(grey: Bytes) -> Bytes:
    """Return the image with the black strips at its edges, which a scanner leaves, painted white."""
    height, width = grey.shape
    result = grey
    for length, across, horizontal in ((height, grey, True), (width, grey.T, False)):
        deep = int(length * BORDER)
        for strip in (range(deep), range(length - 1, length - 1 - deep, -1)):
            share = (across[strip] < DARK).mean(axis=1)
            black = [at for at, dark in zip(strip, share, strict=True) if dark > 0.6]
            if black:
                result = result.copy() if result is grey else result
                low, high = min(*black, strip[0]), max(*black, strip[0]) + 1
                if horizontal:
                    result[low:high, :] = PAPER
                else:
                    result[:, low:high] = PAPER
    return result


def skew(ink: Dots) -> float:
    """Return by how many degrees the lines of a page rise to the right (negative: fall); 0.0 when they do not tell.

    The right angle is the one that gathers the ink in the fewest rows (projection profile, after Postl 1986).
    """
    if len(ink[0]) < FEWEST_DOTS:
        return 0.0

    def sharpness(degrees: float) -> float:
        return _sharpness(*ink, degrees)

    coarse = max(COARSE, key=sharpness)
    fine = float(max(np.arange(coarse - 0.5, coarse + 0.51, 0.1), key=sharpness))
    return fine if abs(fine) >= LEAST_SKEW and sharpness(fine) > 1.05 * sharpness(0.0) else 0.0


def dots(grey: Bytes) -> Dots:
    """Return the rows and columns of the ink, some 20,000 dots of it, on the page made small."""
    scale = min(1.0, 1000 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small < DARK)
    step = max(len(ys) // 20000, 1)
    return ys[::step].astype(np.float32), xs[::step].astype(np.float32)


def _sharpness(ys: Floats, xs: Floats, degrees: float) -> float:
    """Return how unevenly the ink lies in rows that rise by some degrees: 1.0 when all have the same."""
    rows = ys + xs * np.tan(np.radians(degrees))
    counts = np.bincount((rows - rows.min()).astype(np.int32)).astype(np.float64)
    return float(np.square(counts).sum() * len(counts) / np.square(counts.sum()))


def turn(image: Bytes, degrees: float) -> Bytes:
    """Return the image turned clockwise by some degrees about its centre, in the same frame, paper around it."""
    if not degrees:
        return image
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    white = (PAPER, PAPER, PAPER)
    return np.asarray(
        cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white),
        dtype=np.uint8,
    )


def lies_on_side(ink: Dots) -> bool:
    """Tell whether the lines of text run up and down: at its best angle the ink gathers in columns more than in rows."""
    ys, xs = ink
    if len(ys) < FEWEST_DOTS:
        return False
    across = max(_sharpness(ys, xs, degrees) for degrees in COARSE)
    down = max(_sharpness(xs, ys, degrees) for degrees in COARSE)
    return down > CLEARLY * across


def extent_of(ink: Bytes) -> Extent | None:
    """Return the rows and columns in which there is anything that is not 0; None for nothing."""
    x, y, width, height = cv2.boundingRect(ink)
    return (slice(y, y + height), slice(x, x + width)) if width else None


def widened(extent: Extent, margin: int) -> Extent:
    """Return an extent with so many pixels more on each side."""
    rows, columns = (slice(max(side.start - margin, 0), side.stop + margin) for side in extent)
    return rows, columns


def ink_share(grey: Bytes) -> float:
    """Return the share of the image that is ink."""
    return float((grey < DARK).mean())
