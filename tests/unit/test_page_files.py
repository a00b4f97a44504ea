import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "sandbox" / "page"
FILES = sorted(PAGE.iterdir())
SCRIPTS = [file for file in FILES if file.suffix == ".js"]
# The name of the SVG language, which no browser ever fetches.
SVG_NAMESPACE = "http://www.w3.org/2000/svg"


def by_name(file: Path) -> str:
    return file.name


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def dictionary(name: str) -> dict[str, str]:
    entries = re.findall(r'^  (\w+): "((?:[^"\\]|\\.)*)",$', read(PAGE / name), re.MULTILINE)
    words = {key: re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), value) for key, value in entries}
    assert len(words) == len(entries), f"{name} has a key twice"
    assert len(entries) == read(PAGE / name).count("\n  "), f"{name} has a line this test cannot read"
    return words


def imports(script: Path) -> set[str]:
    return set(re.findall(r'^import [^"]+ from "\./([^"]+)";$', read(script), re.MULTILINE))


@pytest.mark.parametrize("file", FILES, ids=by_name)
def test_no_file_names_an_address_outside(file: Path) -> None:
    text = read(file).replace(SVG_NAMESPACE, "")

    assert re.findall(r"(?:https?|wss?|ftp)://[^\s\"'`]*", text) == []
    assert re.findall(r"(?:src|href|url|import|from)\s*[=(]?\s*[\"'(]//[^\s\"']*", text) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=by_name)
def test_no_script_turns_text_into_markup_or_code(file: Path) -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTML|srcdoc"
        r"|createContextualFragment|\beval\b|new Function|setAttribute\(\"style\""
    )

    assert re.findall(forbidden, read(file)) == []


def test_the_page_holds_no_inline_script_or_style_and_its_policy_allows_none() -> None:
    html = read(PAGE / "index.html")
    policy = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', html)

    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=", html) == []


def test_every_file_the_page_names_is_there_and_every_file_is_named() -> None:
    named = set(re.findall(r'(?:href|src)="/page/([^"]+)"', read(PAGE / "index.html")))
    reached = {"index.html"}
    waiting = set(named)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        if name.endswith(".js"):
            waiting |= imports(PAGE / name) - reached

    assert reached == {file.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=by_name)
def test_no_file_is_longer_than_400_lines(file: Path) -> None:
    assert len(read(file).splitlines()) <= 400


def test_both_languages_have_the_same_keys_with_the_same_placeholders() -> None:
    french, english = dictionary("french.js"), dictionary("english.js")

    assert french.keys() == english.keys()
    for key, words in english.items():
        assert set(re.findall(r"\{\w+\}", french[key])) == set(re.findall(r"\{\w+\}", words)), key


def test_every_key_that_is_said_exists_and_every_key_is_said() -> None:
    code = "".join(read(script) for script in SCRIPTS if script.name not in {"french.js", "english.js"})
    keys = dictionary("english.js").keys()

    assert set(re.findall(r'\bsay\("(\w+)"', code)) <= keys
    assert [key for key in keys if f'"{key}"' not in code] == []


def test_french_marks_stand_behind_a_space_that_does_not_break() -> None:
    for key, words in dictionary("french.js").items():
        assert not re.search(r"[^\u202f][;!?]", words), key
        assert not re.search(r"[^\u00a0]:", words), key
        assert "'" not in words, f"{key}: a typewriter apostrophe"
