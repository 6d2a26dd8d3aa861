"""Does a notebook's own output, of whatever kind, come out as text, or not at all?"""

from __future__ import annotations

from typing import Any

import pytest
from nbformat import NotebookNode, from_dict

from hostile.conftest import Look
from hostile.looking import is_shown
from hostile.payloads import PAYLOADS
from press.sample_pages import executed_notebook, sample_sections
from villages.errors import UserError
from villages.press.export.content import read_content
from villages.press.formats import EXPORTERS, exporter_of
from villages.vocabulary import BLOCK_MIME_TYPE

#: What stands in an output that no report may show.
MARK = "unwanted"

NOT_PUBLISHED = (
    "application/javascript", "text/vnd.mermaid", "text/html", "text/latex", "application/json",
    "application/pdf", "application/vnd.plotly.v1+json", "application/vnd.vegalite.v5+json",
    "application/vnd.jupyter.widget-view+json", "application/vnd.holoviews_exec.v0+json",
)  # fmt: skip

PRINTED = [
    (template, ending)
    for template, endings in EXPORTERS.items()
    for ending in endings
    if template != "wallchart"
]


def notebook_of(*outputs: dict[str, Any], **metadata: Any) -> NotebookNode:
    """A report, and outputs of a researcher's own in cells behind it."""
    notebook = executed_notebook(sample_sections()[:-1])
    for number, output in enumerate(outputs):
        cell = {
            "cell_type": "code", "id": f"own-{number}", "metadata": {}, "execution_count": 1,
            "source": MARK, "outputs": [output],
        }  # fmt: skip
        notebook.cells.append(from_dict(cell))  # type: ignore[no-untyped-call]
    notebook.metadata.update(metadata)
    return notebook


def shows(**data: Any) -> dict[str, Any]:
    """An output that displays data, by type."""
    return {"output_type": "display_data", "data": data, "metadata": {"isolated": True}}


def writes(text: str, name: str = "stdout") -> dict[str, Any]:
    """What a cell printed."""
    return {"output_type": "stream", "name": name, "text": text}


@pytest.mark.parametrize(("template", "ending"), PRINTED)
def test_text_stays_text_and_nothing_else_is_published(
    template: Any, ending: Any, look: Look
) -> None:
    texts = [each.text for each in PAYLOADS]
    own = [writes(text) for text in texts]
    own += [shows(**{"text/plain": text}) for text in texts]
    own += [shows(**{"text/markdown": f"{text}\n"}) for text in texts]
    for kind in NOT_PUBLISHED:
        own += [shows(**{kind: f"{text}{MARK}"}) for text in texts]
    own += [writes(f"{MARK}{text}", "stderr") for text in texts]
    own.append({"output_type": "error", "ename": MARK, "evalue": MARK, "traceback": [MARK]})
    made, _ = exporter_of(template, ending).from_notebook_node(notebook_of(*own))
    text = look(made, ending)
    assert MARK not in text
    # A workbook holds tables, and a text what stands ready to be pasted.
    if ending not in ("xlsx",):
        assert {each for each in texts if each not in STYLED and not is_shown(each, text)} == set()


#: Of these the sign that begins a style of the terminal is taken off with the style.
STYLED = {each.text for each in PAYLOADS if "\x1b[" in each.text}


@pytest.mark.parametrize("kind", NOT_PUBLISHED[:2])
def test_what_runs_is_dropped_with_all_that_comes_along(kind: str) -> None:
    output = shows(**{kind: MARK, "text/plain": MARK, "text/markdown": MARK, "image/png": MARK})
    assert MARK not in repr(read_content(notebook_of(output)).pieces)


@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><style>{}</style><title>{}</title></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><text><![CDATA[{}]]></text></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><a href="{}"><text>a</text></a></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}"/></svg>',
    ],
)
def test_a_drawing_is_refused_or_harmless(wrapped: str, look: Look) -> None:
    accepted = []
    for each in PAYLOADS:
        output = shows(**{"image/svg+xml": wrapped.replace("{}", each.text)})
        if _is_published(output):
            accepted.append(output)
    assert "CDATA" not in wrapped or accepted
    for template, ending in (("report", "html"), ("report", "pdf"), ("report", "docx")):
        look(_export(template, ending, accepted), ending)


@pytest.mark.parametrize("wrapped", ["{}", "<p>{}</p>", '<p title="{}">a</p>', "<!--{}-->"])
def test_forged_blocks_are_refused_or_harmless(wrapped: str, look: Look) -> None:
    accepted = []
    for each in PAYLOADS:
        html = wrapped.replace("{}", each.text)
        output = shows(**{"text/html": html, BLOCK_MIME_TYPE: {"blocks": []}})
        if _is_published(output):
            accepted.append(output)
    assert bool(accepted) != ("<!--" in wrapped)
    look(_export("report", "html", accepted), "html")
    look(_export("slides", "html", accepted), "html")


@pytest.mark.parametrize("text", ['iVBO"><b>x</b><img src="data:image/png;base64,iVBO', "<b>", ""])
def test_a_picture_is_letters_of_base64_only(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read_content(notebook_of(shows(**{"image/png": text})))
    assert caught.value.key == "report_unsafe"


def test_a_notebook_chooses_neither_its_template_nor_its_title(look: Look) -> None:
    name = "</title><script>window.__hit=1</script>{{ 7*7 }}"
    notebook = notebook_of(
        title=name,
        authors=[{"name": name}],
        nbconvert={"template": "../../../../etc", "template_file": "/etc/passwd"},
        template_name="/etc",
        widgets={"application/vnd.jupyter.widget-state+json": {"state": name}},
        language_info={"name": name, "pygments_lexer": name},
        kernelspec={"name": name, "display_name": name},
    )
    plain, _ = exporter_of("report", "html").from_notebook_node(notebook_of())
    made, _ = exporter_of("report", "html").from_notebook_node(notebook)
    assert made == plain
    own = notebook_of(villages={"title": {"zh": name, "en": name}})
    del own.cells[0]
    for ending in ("html", "pdf", "docx", "xlsx"):
        look(_export("report", ending, [], own), ending)


def _export(
    template: Any, ending: Any, outputs: list[dict[str, Any]], notebook: NotebookNode | None = None
) -> str | bytes:
    made: str | bytes = exporter_of(template, ending).from_notebook_node(
        notebook_of(*outputs) if notebook is None else notebook
    )[0]
    return made


def _is_published(output: dict[str, Any]) -> bool:
    """Whether the report takes an output; it says so if it does not."""
    try:
        exporter_of("report", "html").from_notebook_node(notebook_of(output))
    except UserError as error:
        return error.key != "report_unsafe"
    return True
