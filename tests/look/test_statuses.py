"""Can the six statuses be told apart in grey print and by readers who do not see red or green?"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import get_args

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from villages.exhibits.colour_vision import Sight, contrast, seen
from villages.exhibits.figures.marks import status_mark
from villages.exhibits.style import MM_PER_INCH, drawing
from villages.look import look
from villages.vocabulary import Status, Verdict

STATUSES: tuple[Status, ...] = get_args(Status)
SIGHTS: tuple[Sight, ...] = get_args(Sight)
each_sight = pytest.mark.parametrize("sight", SIGHTS)

#: Two marks are told apart if what differs is at least a third of what the larger one inks.
LEAST_DIFFERENCE = 1 / 3


def drawn(status: Status) -> NDArray[np.float64]:
    """The pixels of a status's mark, as the rug draws it, from 0 (ink) to 1 (paper)."""
    side_mm = 3.0
    with drawing():
        figure = Figure(figsize=(side_mm / MM_PER_INCH, side_mm / MM_PER_INCH), facecolor="white")
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, side_mm)
        axes.set_ylim(side_mm, 0)
        figure.set_dpi(400)
        status_mark(axes, side_mm / 2, side_mm / 2, status)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    return np.asarray(pixels, dtype=np.float64)[..., :3] / 255


@each_sight
def test_every_two_shapes_differ(sight: Sight) -> None:
    inks = {status: 1 - seen(drawn(status), sight).mean(axis=-1) for status in STATUSES}
    assert all(ink.sum() > 0 for ink in inks.values())
    for first, second in combinations(STATUSES, 2):
        larger = max(inks[first].sum(), inks[second].sum())
        difference = np.abs(inks[first] - inks[second]).sum() / larger
        assert difference >= LEAST_DIFFERENCE, (first, second, difference)


def test_every_status_has_a_shape_of_its_own() -> None:
    shapes = [look().statuses[status].shape for status in STATUSES]
    assert len(set(shapes)) == len(STATUSES)


@each_sight
def test_fills_are_a_sixth_of_the_grey_scale_apart(sight: Sight) -> None:
    greys = [float(seen(seen(to_rgb(fill), sight), "grey")[0]) for fill in look().fills]
    assert all(light - dark >= 1 / 6 for dark, light in pairwise(greys))
    assert greys == sorted(greys)


@pytest.mark.parametrize("tone", [*STATUSES, *get_args(Verdict)])
def test_words_can_be_read_on_their_ground(tone: str) -> None:
    found = look().tones[tone]
    assert contrast(to_rgb(found.text), to_rgb(found.ground)) >= 4.5


@pytest.mark.parametrize("name", ["accent", "ink", "quiet", "red"])
def test_text_colours_can_be_read_on_paper_and_on_shaded_rows(name: str) -> None:
    colours = look().colours
    for ground in ("#ffffff", colours["faint"]):
        assert contrast(to_rgb(colours[name]), to_rgb(ground)) >= 4.5


def test_known_values_of_sight() -> None:
    # The matrices' rows sum to one: greys stay as they are.
    for sight in SIGHTS:
        assert seen([0.5, 0.5, 0.5], sight) == pytest.approx([0.5, 0.5, 0.5], abs=1e-4)
    # #777 on white is the published example of a contrast just under 4.5 : 1.
    assert contrast(to_rgb("#777777"), to_rgb("#ffffff")) == pytest.approx(4.48, abs=0.005)
    # A pure red of sRGB is as bright as the grey of 21.26 % luminance.
    assert seen([1.0, 0.0, 0.0], "grey")[0] == pytest.approx(0.4984, abs=1e-3)
