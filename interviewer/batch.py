"""`interviewer critique`: requests in (JSON Lines or options), critiques out, same order, same ids."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import Field, ValidationError

from interviewer.coach.coach import Coach
from interviewer.critique import Critique, Frozen, QuestionType
from interviewer.errors import InputError
from interviewer.pack import Pack
from interviewer.session import LEVELS, Level, Question

MOST_CHARACTERS = 200_000


class Request(Frozen):
    """One input line of rubric 1, section 5. Fields that are not of the contract are ignored by `read_requests`."""

    id: str
    question: str = Field(min_length=1)
    answer: str = Field(max_length=MOST_CHARACTERS)
    question_type: QuestionType | None = None
    level: Level = "mid"
    persona: str | None = None


def single_request(*, question: str, answer: str, level: str) -> list[Request]:
    """One request from command-line options. Raises InputError."""
    return [_request({"id": "answer", "question": question, "answer": answer, "level": level}, "the options")]


def read_requests(file: Path | None, *, level: str) -> list[Request]:
    """All requests of a file, or of stdin for None and "-". Raises InputError naming the line at fault.

    Everything is checked before anything is judged, so that a typo in line 90 costs no ninety critiques.
    """
    if level not in LEVELS:
        raise InputError(f"There is no level “{level}”.", hint=f"Choose one of: {', '.join(LEVELS)}.")
    name = "stdin" if file is None or str(file) == "-" else str(file)
    try:
        text = sys.stdin.read() if name == "stdin" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{name} cannot be read: {error}.", hint="It must be JSON Lines in UTF-8."
        ) from error
    requests: list[Request] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"line {number} of {name}"
        try:
            fields = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{place} is no JSON: {error.msg}.", hint="One object a line.") from error
        if not isinstance(fields, dict):
            raise InputError(f"{place} is no JSON object.", hint='{"id": …, "question": …, "answer": …}')
        known = {
            key: value for key, value in fields.items() if key in Request.model_fields and value is not None
        }
        requests.append(_request({"level": level, **known}, place))
    if not requests:
        raise InputError(
            f"{name} holds no answer to judge.", hint='One line: {"id": …, "question": …, "answer": …}'
        )
    return requests


def judge_all(requests: Iterable[Request], *, coach: Coach, pack: Pack) -> Iterator[Critique]:
    """One critique for each request, as soon as it is there."""
    for request in requests:
        kind = request.question_type or coach.question_type(request.question)
        known = {question.text: question for question in pack.questions}
        asked = known.get(request.question) or Question(
            id=f"asked-{request.id}", text=request.question, type=kind, competency=""
        )
        if request.question_type and asked.type != request.question_type:
            asked = asked.model_copy(update={"type": request.question_type})
        yield coach.critique(
            request.answer, question=asked, level=request.level, pack=pack, critique_id=request.id
        )


def _request(fields: dict[str, object], place: str) -> Request:
    if isinstance(fields.get("id"), int):
        fields = {**fields, "id": str(fields["id"])}
    try:
        return Request.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{place[0].upper()}{place[1:]}: {field}: {first['msg']}.",
            hint='{"id": …, "question": …, "answer": …}',
        ) from error
