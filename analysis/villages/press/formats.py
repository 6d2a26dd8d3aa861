"""Which files a page can be printed as: a page names its template, a template offers formats."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Literal, get_args

Template = Literal["report", "official", "slides", "wallchart"]
Format = Literal["html", "pdf", "docx", "xlsx", "txt"]

TEMPLATES: tuple[Template, ...] = get_args(Template)

_HTML = "html:VillagesHTMLExporter"
_XLSX = "xlsx:VillagesXLSXExporter"

#: Template → format → the exporter that makes it, as module and class.
EXPORTERS: Mapping[Template, Mapping[Format, str]] = MappingProxyType(
    {
        "report": {
            "html": _HTML,
            "pdf": "typst:VillagesPDFExporter",
            "docx": "docx:VillagesDOCXExporter",
            "xlsx": _XLSX,
        },
        "official": {
            "html": _HTML,
            "pdf": "official:OfficialPDFExporter",
            "docx": "official:OfficialDOCXExporter",
            "txt": "text:VillagesTextExporter",
        },
        "slides": {
            "html": "slides:SlidesHTMLExporter",
            "pdf": "slides:SlidesPDFExporter",
            "xlsx": _XLSX,
        },
        "wallchart": {"pdf": "wallchart:WallchartPDFExporter", "xlsx": _XLSX},
    }
)


def formats_of(template: Template) -> tuple[Format, ...]:
    """Return the formats that a template offers, the one to read first coming first.

    Examples
    --------
    >>> formats_of("wallchart")
    ('pdf', 'xlsx')
    """
    return tuple(EXPORTERS[template])


def exporter_of(
    template: Template, ending: Format, settings: Mapping[str, Mapping[str, str]] | None = None
) -> Any:
    """Return a new exporter; only its own module is imported.

    Parameters
    ----------
    template, ending
        What the page names, and one of the formats that it offers.
    settings
        Class of exporters → option → value.
    """
    from traitlets.config import Config

    module, name = EXPORTERS[template][ending].split(":")
    made = getattr(import_module(f"villages.press.export.{module}"), name)
    return made(config=Config(settings or {}))
