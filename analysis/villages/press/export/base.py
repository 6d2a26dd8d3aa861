"""What all formats but HTML share: an nbconvert exporter made of a page's published content."""

from __future__ import annotations

from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from villages.press.export.content import Content, read_content


class ContentExporter(Exporter):
    """Turns the published parts of a run notebook into one file.

    Attributes
    ----------
    ending
        The ending of the file's name.
    """

    ending: ClassVar[str]

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return self.ending

    def make(self, content: Content) -> bytes:
        """Return the file of a page's content."""
        raise NotImplementedError

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file of a notebook that has been run.

        Raises
        ------
        UserError
            If it cannot be made of what the page shows: the message says why.
        """
        nb, resources = super().from_notebook_node(nb, resources, **options)
        name = resources.get("metadata", {}).get("name", "")
        return self.make(read_content(nb, name)), resources
