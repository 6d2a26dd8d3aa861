"""What colours become in grey print and to readers who do not see red or green."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Sight = Literal["full", "grey", "deuteranopia", "protanopia"]

#: Machado, Oliveira and Fernandes 2009, severity 1.0: applied to linear RGB.
_MACHADO: Mapping[Sight, NDArray[np.float64]] = {
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}

#: The shares of red, green and blue in the brightness that the eye sees (ITU-R BT.709).
_BRIGHTNESS = np.array([0.2126, 0.7152, 0.0722])


def seen(colours: ArrayLike, sight: Sight) -> NDArray[np.float64]:
    """Return what colours look like.

    Parameters
    ----------
    colours
        sRGB from 0 to 1; the last axis is red, green, blue.
    sight
        ``grey`` is a printer without colour; the two others are readers without one kind of cones.

    Returns
    -------
    numpy.ndarray
        sRGB of the same shape.

    Notes
    -----
    The colour-blind sights follow Machado, Oliveira and Fernandes, "A physiologically-based model
    for simulation of color vision deficiency" (2009); grey is the relative luminance of BT.709.

    Examples
    --------
    >>> seen([1.0, 1.0, 1.0], "grey").round(6).tolist()
    [1.0, 1.0, 1.0]
    >>> red, green = seen([[0.8, 0.0, 0.0], [0.0, 0.5, 0.0]], "deuteranopia")
    >>> bool(abs(red - green).max() < abs(np.array([0.8, -0.5, 0.0])).max())
    True
    """
    given = np.asarray(colours, dtype=np.float64)
    if sight == "full":
        return given
    linear = np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)
    if sight == "grey":
        changed = np.repeat((linear @ _BRIGHTNESS)[..., np.newaxis], 3, axis=-1)
    else:
        changed = np.clip(linear @ _MACHADO[sight].T, 0.0, 1.0)
    coded: NDArray[np.float64] = np.where(
        changed <= 0.0031308, changed * 12.92, 1.055 * changed ** (1 / 2.4) - 0.055
    )
    return coded


def contrast(first: ArrayLike, second: ArrayLike) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it: from 1 to 21.

    Examples
    --------
    >>> contrast([0.0, 0.0, 0.0], [1.0, 1.0, 1.0])
    21.0
    """
    brightness = []
    for colour in (first, second):
        given = np.asarray(colour, dtype=np.float64)
        linear = np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)
        brightness.append(float(linear @ _BRIGHTNESS))
    return round((max(brightness) + 0.05) / (min(brightness) + 0.05), 4)
