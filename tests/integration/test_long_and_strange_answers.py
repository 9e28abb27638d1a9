"""Thirty answers that are hard to read: of five thousand words, in other scripts, of nothing but punctuation."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from running import PATIENCE, environment, program

from interviewer.critique import Critique

pytestmark = pytest.mark.integration
QUESTION = "Tell me about a time you solved a problem under pressure."
STORY = (
    "In spring 2021 I ran the edit of a six part series in Leeds and the second camera failed on day two. I rang three rental "
    "houses, found one in York and drove there at night. We started at seven as planned, and the day cost 400 less than before. "
)
LONG = {
    "a story told over and over": STORY * 100,
    "one breath": STORY.replace(". ", ", and then ") * 90,
    "we and we": "we did it together and it went well enough " * 560,
    "a list": "\n".join(f"- I set up shot {place}: wide, then close, lens {place % 7}, {place % 11} takes" for place in range(450)),
    "figures": " ".join(f"In week {place} we made {place * 3} cuts." for place in range(720)),
}
BABBLE = {
    "one word": "word " * 5000,
    "one sentence": "I think teamwork is important. " * 1000,
    "no space": "x" * 30_000,
    "a stutter": "so then and then " * 1250,
    "a deed without end": "I did. " * 2500,
}
SCRIPTS = {
    "Chinese": "2022年我在成都的一家电台做制片人。直播前两小时，嘉宾取消了。我打电话给三位听众，节目按时播出。",
    "Japanese": "去年の秋、私は大阪の制作会社にいました。撮影の前日に倉庫が水浸しになり、私が代わりの場所を探しました。",
    "Korean": "2021년에 부산의 방송국에서 조연출로 일했습니다. 저는 다른 회사에서 차를 빌리고 밤새 장비를 옮겼습니다.",
    "Russian": "В 2020 году я работала на радио в Казани. Гость отказался, и я позвонила трём слушателям.",
    "Arabic": "في عام 2021 كنت منتجة في إذاعة صغيرة في عمّان. اتصلت بثلاثة من المستمعين وبدأ البرنامج في موعده.",
    "Hebrew": "ב-2019 עבדתי כמפיקה בתחנת רדיו בחיפה. האורח ביטל ואני התקשרתי לשלושה מאזינים.",
    "Hindi": "2022 में मैं पुणे के एक रेडियो स्टेशन में था। मैंने तीन श्रोताओं को फोन किया और कार्यक्रम समय पर शुरू हुआ।",
    "Thai": "ปี 2563 ฉันทำงานที่สถานีวิทยุในเชียงใหม่ แขกรับเชิญยกเลิก ฉันจึงโทรหาผู้ฟังสามคน รายการเริ่มตรงเวลา",
    "Greek": "Το 2021 ήμουν παραγωγός στη Θεσσαλονίκη. Ο καλεσμένος ακύρωσε και πήρα τηλέφωνο τρεις ακροατές.",
    "Tamil": "2021ல் நான் சென்னையில் ஒரு வானொலி நிலையத்தில் இருந்தேன். நான் மூன்று நேயர்களை அழைத்தேன்.",
}
PUNCTUATION = ("...", "!!!!!!!!", "?!?!?!", "—— —— ——", "***", "(((( ))))", ", , , ,", "¿¿¿???", "“ ” ‘ ’ … …", "/\\/\\ || == ++ ~~")


@pytest.fixture(scope="module")
def judged(built_home: Path) -> dict[str, Critique]:
    answers = {**LONG, **BABBLE, **SCRIPTS, **{mark: mark for mark in PUNCTUATION}}
    lines = "\n".join(
        json.dumps({"id": name, "question": QUESTION, "answer": text}, ensure_ascii=False) for name, text in answers.items()
    )
    done = subprocess.run(
        program("critique", "--json"), env=environment(built_home), input=lines, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    found = [Critique.model_validate_json(line) for line in done.stdout.splitlines()]
    assert [critique.id for critique in found] == list(answers)
    return {critique.id: critique for critique in found}


@pytest.mark.parametrize("name", LONG)
def test_five_thousand_words_that_tell_something_are_judged_and_ramble(judged: dict[str, Critique], name: str) -> None:
    critique = judged[name]
    assert critique.status == "scored" and critique.score is not None and critique.score <= 3
    assert "rambling" in [improvement.gap for improvement in critique.improvements]
    assert critique.spoken_seconds > 1500


@pytest.mark.parametrize("name", [*BABBLE, *PUNCTUATION])
def test_what_tells_nothing_at_any_length_is_noise(judged: dict[str, Critique], name: str) -> None:
    assert (judged[name].status, judged[name].reason, judged[name].score) == ("unscored", "noise", None)


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_the_coach_cannot_read_gets_no_number(judged: dict[str, Critique], name: str) -> None:
    assert (judged[name].status, judged[name].reason, judged[name].score) == ("unscored", "language", None)
    assert judged[name].improvements == ()
