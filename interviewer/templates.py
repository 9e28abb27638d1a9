"""Prompts: Markdown files under prompts/, filled strictly: a missing or an unknown variable is an error."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from string import Template

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"


class TemplateError(Exception):
    """A prompt file and the code that fills it disagree: a bug, so it is no InterviewerError."""


@cache
def read_template(name: str) -> Template:
    """The template `prompts/<name>.md`, without its HTML comments (notes for whoever edits it)."""
    text = (PROMPTS / f"{name}.md").read_text(encoding="utf-8")
    return Template(re.sub(r"<!--.*?-->\s*", "", text, flags=re.DOTALL).strip())


def render(name: str, /, **variables: str) -> str:
    """Fill `prompts/<name>.md`. Values are inserted as they are: a `$` in an answer stays a `$`."""
    template = read_template(name)
    wanted = set(template.get_identifiers())
    if missing := sorted(wanted - variables.keys()):
        raise TemplateError(f"prompts/{name}.md wants {', '.join(missing)}, which nobody gave")
    if unknown := sorted(variables.keys() - wanted):
        raise TemplateError(f"prompts/{name}.md has no place for {', '.join(unknown)}")
    return template.substitute(variables)
