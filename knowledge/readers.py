"""Turns a file into Markdown lines: plain text, Markdown, HTML, PDF and DOCX, by well-kept converters.

Every way in which a file can be unusable has its own message. Line numbers are those of the file for
text and Markdown, and those of the converted text for the others (a PDF's headings name the page).
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import DocumentError

TEXT = {".txt", ".text", ".md", ".markdown"}
HTML = {".html", ".htm", ".xhtml"}
SUFFIXES = TEXT | HTML | {".pdf", ".docx"}
MB = 1_000_000
MOST_BYTES = 50 * MB
MOST_UNPACKED = 200 * MB
MOST_CHARACTERS = 20_000_000


@dataclass(frozen=True)
class RawText:
    """A file as text, before cleaning. `lines` counts from line 1."""

    path: Path
    content_hash: str
    lines: tuple[str, ...]


def read_bytes(path: Path) -> bytes:
    """The whole file, if it is one that can be read. Raises DocumentError."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(f"{path} is not an ordinary file.", hint="Give a file or a folder of files.")
        if status.st_size == 0:
            raise DocumentError(f"{path} is empty.", hint="Save it again, or leave it out.")
        with path.open("rb") as stream:
            head = stream.read(65_536)
            if not head.strip(b"\0"):
                raise DocumentError(f"{path} holds only zero bytes, no text.", hint="The file is damaged; leave it out.")
            if status.st_size > MOST_BYTES:
                raise DocumentError(
                    f"{path} is too large ({status.st_size // MB} MB; at most {MOST_BYTES // MB} MB are read).",
                    hint="Split it, or leave it out.",
                )
            return head + stream.read(MOST_BYTES)
    except FileNotFoundError as error:
        raise DocumentError(f"{path} is not there (any more).", hint="Check the path.") from error
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {error.strerror}.", hint="Check its permissions.") from error


def content_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_document(path: Path, content: bytes) -> RawText:
    """Convert a file's content by its suffix. Raises DocumentError."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".pdf":
            text = _pdf(path, content)
        elif suffix == ".docx":
            text = _docx(path, content)
        elif suffix in HTML:
            text = _html(path, _decode(path, content))
        elif suffix in TEXT:
            text = _decode(path, content)
        else:
            kinds = ", ".join(sorted(s[1:] for s in SUFFIXES))
            raise DocumentError(f"{path} is of a kind that is not read ({suffix or 'no suffix'}).", hint=f"Read are {kinds}.")
    except DocumentError:
        raise
    # A converter on a broken or hostile file may raise anything, down to RecursionError.
    except Exception as error:
        raise DocumentError(
            f"{path} cannot be converted ({type(error).__name__}: {str(error)[:120]}).",
            hint="Open it in the program that made it, save it as text or Markdown, and give that.",
        ) from error
    if not text.strip():
        raise DocumentError(f"{path} holds no text.", hint="Leave it out, or save it again as text.")
    if len(text) > MOST_CHARACTERS:
        raise DocumentError(f"{path} holds more than {MOST_CHARACTERS // MB} million characters.", hint="Split it.")
    return RawText(path, content_hash(content), tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def _decode(path: Path, content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\0" in content[:65_536]:
        raise DocumentError(f"{path} is binary, not text.", hint="Give the text that it was made from.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    # The guess is made on the beginning; the rest follows, with a mark where it does not.
    guess = from_bytes(content[:200_000]).best()
    if guess is None:
        raise DocumentError(f"{path} is text in no encoding that can be told.", hint="Save it as UTF-8.")
    return content.decode(guess.encoding, errors="replace")


def _html(path: Path, text: str) -> str:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(
        text, output_format="markdown", include_comments=False, include_tables=True, include_links=False,
        include_formatting=True, favor_recall=True,
    )
    plain = _plain_html(text)
    # trafilatura finds the article of a web page; on a bare export (no article markup) it can miss most.
    if found and len(found) * 3 >= len(plain):
        return str(found)
    return plain


def _plain_html(text: str) -> str:
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    soup = BeautifulSoup(text, "lxml")
    for tag in soup(["script", "style", "noscript", "nav", "header", "footer", "aside", "form", "button", "svg", "iframe"]):
        if tag.name != "header" or not tag.find("h1"):
            tag.decompose()
    converted = MarkdownConverter(heading_style="ATX", strip=["a", "img"]).convert_soup(soup)
    return re.sub(r"\n{3,}", "\n\n", str(converted)).strip()


def _pdf(path: Path, content: bytes) -> str:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if b"%PDF" not in content[:1024]:
        raise DocumentError(f"{path} is named .pdf and is no PDF.", hint="Check what it is, or leave it out.")
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError(f"{path} is encrypted.", hint="Save a copy without a password and give that.")
    pages = [(page.extract_text() or "").strip() for page in reader.pages]
    if sum(len(page) for page in pages) < 20 * min(1, len(pages)):
        raise DocumentError(
            f"{path} is a scan: its {len(pages)} pages are pictures without text.",
            hint="Run text recognition over it first (ocrmypdf, for one).",
        )
    return "\n".join(f"## Page {number}\n\n{page}\n" for number, page in enumerate(pages, 1) if page)


def _docx(path: Path, content: bytes) -> str:
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise DocumentError(f"{path} is named .docx and is no Word document.", hint="Save it again as .docx.") from error
    if unpacked > MOST_UNPACKED:
        raise DocumentError(
            f"{path} would unpack to {unpacked // MB} MB from {len(content) / MB:.1f} MB: a zip bomb, not a document.",
            hint="Delete it, or find out where it came from.",
        )
    if "word/document.xml" not in names:
        raise DocumentError(f"{path} is named .docx and is no Word document.", hint="Save it again as .docx.")
    html = mammoth.convert_to_html(io.BytesIO(content), convert_image=mammoth.images.img_element(lambda _: {})).value
    return _plain_html(html)
