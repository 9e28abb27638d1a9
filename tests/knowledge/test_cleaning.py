"""What is no text goes, what was cut apart comes together, what stands twice stands once."""

import pytest

from knowledge.cleaning import clean, furniture_reason


def texts(source: str) -> list[str]:
    return [block.text for block in clean(source.split("\n"), file="x.md").blocks]


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement", "**Advertisement**", "- Advertisement -", "광고", "Anzeige", "Accept all cookies", "Cookie settings",
        "We use cookies to improve your experience on our site.", "Share this article on Facebook", "Facebook | Twitter | WhatsApp",
        "Skip to content", "Leave a comment", "Subscribe to our newsletter for weekly updates", "© 2024 Example Media", "5 min read",
        "Related posts", "Privacy Policy | Terms of Service | Contact", "webmaster", "Posted by Anna on 3 May 2024",
    ],
)
def test_a_line_of_page_furniture_is_recognised(line: str) -> None:
    assert furniture_reason(line)


@pytest.mark.parametrize(
    "line",
    [
        "Share the credit with your crew.", "She baked cookies for the crew, and they loved her.",
        "The advertisement that we made for the bakery ran for six weeks.", "Home is where the edit suite is, as they say.",
        "Share your budget early and say what is not in it.", "By continuing to film we lost the light.",
        "Read the contract before you sign it.", "Follow up within two days.", "Search for the company's last three productions.",
    ],
)
def test_a_sentence_that_only_sounds_like_furniture_stays(line: str) -> None:
    assert furniture_reason(line) is None


def test_a_question_cut_in_the_middle_of_a_word_is_whole_again() -> None:
    (answered,) = texts("Q: Why do people matter, with\n\nA: I in the mix? A1: Because they do.\nAnd they stay.")
    assert answered == "Q: Why do people matter, with AI in the mix?\nA: Because they do. And they stay."


def test_a_question_stays_with_its_answer_and_ends_at_the_next() -> None:
    assert texts("Q: One?\nA: First.\nMore.\nQ: Two?\nA: Second.") == ["Q: One?\nA: First. More.", "Q: Two?\nA: Second."]


def test_a_heading_in_another_language_is_a_heading() -> None:
    long = "A paragraph that is long enough to stand under a heading, as paragraphs do in articles of this kind."
    cleaned = clean(["글을마치며", long, "", "Zum Schluss", "", long.replace("long", "short")], file="x")
    assert [block.text for block in cleaned.blocks if block.kind == "heading"] == ["글을마치며", "Zum Schluss"]


def test_wrapped_lines_are_one_paragraph_and_long_lines_are_their_own() -> None:
    assert texts("one line that is\nwrapped at forty\ncharacters.") == ["one line that is wrapped at forty characters."]
    long = "This is a paragraph on one line as a web page gives it, and it goes on for rather more than a hundred characters."
    assert len(texts(f"{long}\n{long.replace('web', 'wet').replace('characters', 'letters and signs, all told')}")) == 2


def test_a_paragraph_that_stands_twice_nearly_is_merged_and_told() -> None:
    text = (
        "Ask what worries them, listen to the whole answer, and only then say what you would do about it yourself, what it would "
        "cost them, and when they would see the first of it."
    )
    cleaned = clean([text, "", text.replace("whole ", ""), "", text.upper()], file="x")
    assert len(cleaned.blocks) == 1
    assert [merged.line for merged in cleaned.merged] == [3, 5]


def test_text_in_a_code_fence_is_left_alone() -> None:
    assert texts("```\nShare\n```") == ["```\nShare\n```"]
