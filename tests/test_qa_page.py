"""The page in a real browser: what is asked, shown, fetched and copied, and what of an article must stay inert."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.embed import SentenceTransformerEmbedder
from index.sync import sync
from qa.service import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Serving = Callable[[Callable[[], Service]], AbstractContextManager[str]]


@pytest.fixture
def context(browser: "Browser", news_url: str) -> Iterator["BrowserContext"]:
    """A fresh browser; whatever it says on its console is an error, but for the failures that a test expects."""
    context = browser.new_context(base_url=news_url, viewport={"width": 1000, "height": 800})
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("dialog", lambda dialog: said.append(dialog.message))
    yield context
    context.close()
    assert [line for line in said if "the server responded with a status of 422" not in line] == []


@pytest.fixture
def page(context: "BrowserContext") -> "Page":
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def ask(page: "Page", question: str) -> None:
    page.get_by_label("Question").fill(question)
    page.get_by_role("button", name="Ask").click()
    wait_for_reply(page)


def wait_for_reply(page: "Page") -> None:
    page.wait_for_selector("main:not([aria-busy]) #answer > *")


def text(page: "Page", selector: str) -> str:
    """What a reader sees there, with white space folded."""
    return " ".join(page.locator(selector).inner_text().split())


# the answer and its passages


def test_the_answer_comes_first_with_numbers_that_lead_to_its_passages(page: "Page") -> None:
    page.goto("/")
    ask(page, "How much will the work on the lamp cost?")
    assert text(page, ".statement blockquote") == "The board expects the work to cost 41,000 crowns.[1]1"
    assert text(page, ".statement .meta") == "Ines Arvo · 2 March 2024 · harbour/lamp.txt:8"
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "/v1/" in request.url else None)
    page.get_by_role("link", name="Passage 1").click()
    page.wait_for_function("location.hash === '#passage-1'")
    page.wait_for_timeout(100)
    assert requests == []
    assert page.title() == "How much will the work on the lamp cost? – Pressmark"


def test_a_passage_says_whose_it_is_where_it_stands_and_what_it_cites(page: "Page") -> None:
    page.goto("/")
    ask(page, "How much will the work on the lamp cost?")
    assert text(page, "#passage-1 h3") == "Red lamp on the east pier goes dark"
    assert text(page, "#passage-1 .meta") == "Ines Arvo · 2 March 2024"
    assert re.fullmatch(r"harbour/lamp\.txt:6–8 score 0\.\d\d Copy citation", text(page, "#passage-1 .place"))
    assert text(page, "#passage-1 mark") == "The board expects the work to cost 41,000 crowns.[1]"
    upstream = page.locator("#passage-1 .upstream")
    assert upstream.inner_text() == (
        "The article’s own source: [1] Minutes of the harbour board (Kvitnes Gazette, 28 February 2024)"
    )
    link = upstream.get_by_role("link")
    assert link.get_attribute("href") == "https://gazette.example.com/minutes"
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_words_that_several_articles_carry_are_shown_once_with_the_others_named(page: "Page") -> None:
    page.goto("/")
    ask(page, "What has bent the lower gate of the lock?")
    assert text(page, "#passage-1 summary >> nth=0") == "Also in 1 other article"
    page.get_by_text("Also in 1 other article").click()
    assert text(page, "#passage-1 li") in ("Fenland Post: canal/fenland.txt", "Tarn Herald: canal/herald.txt")


def test_the_quote_is_shown_in_its_whole_article_to_the_character(page: "Page", news: Path) -> None:
    page.goto("/")
    ask(page, "How many weeks will the red lamp on the east pier be switched off?")
    page.locator("#passage-1").get_by_text("Show in the article").click()
    marked = page.locator(".whole mark")
    marked.wait_for()
    whole = (news / "harbour/lamp.txt").read_bytes().decode()
    quote = whole[whole.index("The harbour board") : whole.index("[1]") + 3]
    assert marked.evaluate("node => node.textContent") == quote
    assert page.locator(".whole").evaluate("node => node.textContent") == whole
    assert marked.evaluate("node => node.getBoundingClientRect().top >= 0")


def test_offsets_count_code_points_whatever_the_text(page: "Page") -> None:
    page.goto("/")
    texts = ["plain", "🛟🛟a🛟", "é\u0301🇳🇴\r\nb", "\ufeffx👩‍👩‍👧y", ""]
    cases = [(one, start, end) for one in texts for start in range(len(one) + 1) for end in range(start, len(one) + 1)]
    cut = page.evaluate(
        "async cases => { const { cut } = await import('/page/text.js'); return cases.map(([...one]) => cut(...one)); }",
        [list(case) for case in cases],
    )
    assert cut == [[one[:start], one[start:end], one[end:]] for one, start, end in cases]


def test_a_citation_is_copied_with_its_quote(page: "Page", context: "BrowserContext") -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    ask(page, "Where can boats that are longer than twelve metres turn?")
    page.locator("#passage-1").get_by_role("button", name="Copy citation").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“")
    assert "Osier Basin" in copied
    assert copied.splitlines()[-2:] == [
        "“Boulder shuts the lock at Tarn Mill.” Tarn Herald, 12 April 2024. canal/herald.txt, lines 8–12.",
        "https://herald.example.com/lock",
    ]


def test_an_answer_is_cited_in_the_format_that_is_chosen(page: "Page", context: "BrowserContext") -> None:
    from playwright.sync_api import expect

    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    ask(page, "How much will the work on the lamp cost?")
    page.get_by_text("Cite this answer").click()
    written = page.get_by_label("The citations")
    house = "Ines Arvo, “Red lamp on the east pier goes dark”, 2 March 2024, harbour/lamp.txt, line 8.\n"
    expect(written).to_have_value(house)
    for name, begins, file in (
        ("BibTeX", "@misc{arvo2024-", "citations.bib"),
        ("RIS", "TY  - NEWS", "citations.ris"),
        ("CSL-JSON", "[\n  {", "citations.json"),
        ("Bibliography", house, "citations.txt"),
    ):
        page.get_by_label("Format").select_option(name)
        expect(written).to_have_value(re.compile(f"^{re.escape(begins)}"))
        with page.expect_download() as download:
            page.get_by_role("link", name="Save as a file").click()
        assert download.value.suggested_filename == file
        assert Path(download.value.path()).read_text(encoding="utf-8") == written.input_value()
        page.locator(".cite").get_by_role("button").click()
        page.locator(".cite").get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == written.input_value()


def test_a_problem_in_citing_is_shown(
    browser: "Browser", news: Path, serving: Serving, embedder: SentenceTransformerEmbedder
) -> None:
    from playwright.sync_api import expect

    with browser.new_context() as context:
        page = context.new_page()
        with serving(lambda: Service.open(news, embedder=embedder)) as url:
            page.goto(url)
            ask(page, "How much will the work on the lamp cost?")
        page.get_by_text("Cite this answer").click()
        expect(page.get_by_text("The service does not answer. Is it still running?")).to_be_visible()


def test_links_lead_to_the_quoted_words_on_the_page_of_the_outlet(page: "Page") -> None:
    page.goto("/")
    ask(page, "Where can boats that are longer than twelve metres turn?")
    shown = page.locator(".statement", has_text="Osier Basin").locator(".meta a")
    assert shown.inner_text() == "Tarn Herald · 12 April 2024"
    assert shown.get_attribute("href") == (
        "https://herald.example.com/lock#:~:text=Boats%20that%20are%20longer%20than%20twelve%20metres%20can%20turn%20at%20Osier%20Basin."
    )
    passage = page.locator("#passage-1 h3 a").get_attribute("href") or ""
    assert passage.startswith("https://herald.example.com/lock#:~:text=The%20lock%20at%20Tarn%20Mill%20will,")
    for link in (shown, page.locator("#passage-1 h3 a")):
        assert link.get_attribute("rel") == "noopener noreferrer"


# what else can come of a question


def test_declining_is_said_in_a_friendly_way_above_what_comes_nearest(page: "Page") -> None:
    page.goto("/")
    ask(page, "Who won the 2022 World Cup?")
    assert text(page, "#answer h2") == "The articles do not say."
    assert text(page, "#passages h2") == "What comes nearest"
    assert page.locator(".statement").count() == 0
    assert page.locator(".card").count() > 0


def test_a_problem_of_the_service_is_shown_as_it_says_it(page: "Page") -> None:
    page.goto(f"/?q={'x' * 10_001}")
    wait_for_reply(page)
    assert text(page, "[role=alert] h2") == "The question was not answered."
    assert "the question has 10,001 characters, more than 10,000" in text(page, "[role=alert] p")


def test_an_empty_library_says_what_to_do(
    page: "Page", tmp_path: Path, serving: Serving, embedder: SentenceTransformerEmbedder
) -> None:
    (tmp_path / "blank.txt").touch()
    sync(tmp_path, tmp_path / ".pressmark", embedder)
    with serving(lambda: Service.open(tmp_path, embedder=embedder)) as url:
        page.goto(url)
        page.get_by_role("heading", name="The library is empty.").wait_for()
        ask(page, "Who?")
        assert "pressmark index FOLDER" in text(page, "#answer")
        assert text(page, "#library") == "0 articles, 0 passages"


def test_a_changed_file_is_warned_of_and_an_article_indexed_anew_is_not_shown_in_place_of_the_one_quoted(
    page: "Page",
    tmp_path: Path,
    make_library: Callable[[Path], Path],
    serving: Serving,
    embedder: SentenceTransformerEmbedder,
) -> None:
    folder = make_library(tmp_path)
    with serving(lambda: Service.open(folder, embedder=embedder)) as url:
        (folder / "harbour/lamp.txt").write_text("Lamp\n\nThe lamp burns again.\n")
        page.goto(url)
        ask(page, "How much will the work on the lamp cost?")
        assert "harbour/lamp.txt: the file has changed since it was indexed" in text(page, "#answer")
        assert "no longer what was indexed" in text(page, "#passage-1 .warning")
        sync(folder, folder / ".pressmark", embedder)
        page.locator("#passage-1").get_by_text("Show in the article").click()
        page.get_by_text(
            "This article has changed in the library since the question was answered. Ask again."
        ).wait_for()
        assert page.locator(".whole").count() == 0


def test_a_service_that_is_gone_is_said(
    browser: "Browser", news: Path, serving: Serving, embedder: SentenceTransformerEmbedder
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        with serving(lambda: Service.open(news, embedder=embedder)) as url:
            page.goto(url)
            page.get_by_text("4 articles").wait_for()
        ask(page, "Who?")
        assert "The service does not answer. Is it still running?" in text(page, "[role=alert]")


# what an article says does nothing


def test_markup_and_control_characters_of_an_article_are_shown_and_do_nothing(page: "Page") -> None:
    page.goto("/")
    ask(page, "How many pancakes does the kiosk sell a day?")
    page.locator("#passage-1").get_by_text("Show in the article").click()
    page.locator(".whole mark").wait_for()
    said = (
        'The ferry kiosk at Kvitnes sells <script>document.title = "owned"</script> 300 pancakes a day, said its keeper '
        "U+202EOdd LundeU+202C on U+001B[31mThursdayU+001B[0m."
    )
    assert text(page, "#passage-1 > blockquote") == said
    assert text(page, ".whole mark") == said
    assert "<b>kiosk</b>" in text(page, ".whole")
    assert page.locator("main script, main b").count() == 0
    assert not re.search("[\x1b\x07\u202e]", page.content())
    assert page.title() == "How many pancakes does the kiosk sell a day? – Pressmark"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.com/a", "A"),
        ("HTTP://example.com/a", "A"),
        ("javascript:alert(1)", "SPAN"),
        ("javascript://%0aalert(1)", "SPAN"),
        ("data:text/html,x", "SPAN"),
        (" https://example.com", "SPAN"),
        (None, "SPAN"),
    ],
)
def test_only_addresses_of_the_web_become_links(page: "Page", address: str | None, name: str) -> None:
    page.goto("/")
    script = "async address => (await import('/page/text.js')).link('there', address).tagName"
    assert page.evaluate(script, address) == name


# the address, the keyboard, the filters, the screen


def test_the_address_carries_the_question_and_back_works(page: "Page") -> None:
    page.goto("/")
    ask(page, "How much will the work on the lamp cost?")
    assert page.url.endswith("/?q=How+much+will+the+work+on+the+lamp+cost%3F")
    ask(page, "What has bent the lower gate of the lock?")
    page.go_back()
    page.get_by_text("41,000 crowns").first.wait_for()
    assert page.get_by_label("Question").input_value() == "How much will the work on the lamp cost?"
    page.reload()
    wait_for_reply(page)
    assert "41,000 crowns" in text(page, "#answer")
    page.go_back()
    page.get_by_text("Each sentence of an answer is quoted word for word").wait_for()
    assert text(page, "#answer") == ""


def test_a_question_is_asked_and_its_passage_opened_by_keyboard_alone(page: "Page") -> None:
    page.goto("/")
    page.keyboard.type("How much will the work on the lamp cost?")
    page.keyboard.press("Enter")
    wait_for_reply(page)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Show in the article":
            break
    page.keyboard.press("Enter")
    page.locator(".whole mark").wait_for()
    assert "41,000 crowns" in text(page, ".whole mark")


def test_filters_are_folded_away_offer_the_publishers_and_stay_in_the_address(page: "Page") -> None:
    page.goto("/")
    assert not page.get_by_label("Publisher").is_visible()
    page.get_by_text("Filters").click()
    page.wait_for_selector("#publishers option", state="attached")
    offered = page.locator("#publishers option").evaluate_all("options => options.map(option => option.value)")
    assert offered == ["Fenland Post", "Tarn Herald"]
    page.get_by_label("Publisher").fill("tarn herald")
    page.get_by_label("Published from").fill("2024-04-01")
    ask(page, "What has bent the lower gate of the lock?")
    assert page.locator(".card h3").all_inner_texts() == ["Boulder shuts the lock at Tarn Mill"]
    assert page.url.endswith("&from=2024-04-01&publisher=tarn+herald")
    page.reload()
    wait_for_reply(page)
    assert text(page, "#filters summary") == "Filters (2 set)"
    assert page.locator(".card").count() == 1


def test_the_day_it_is_asked_on_is_in_the_address_and_sent(page: "Page") -> None:
    page.goto("/")
    page.get_by_text("Filters").click()
    page.get_by_label("Asked on").fill("2024-04-13")
    with page.expect_response("**/v1/ask") as response:
        ask(page, "What has bent the lower gate of the lock?")
    assert response.value.json()["asked_on"] == "2024-04-13"
    assert page.url.endswith("&asked_on=2024-04-13")
    assert text(page, "#filters summary") == "Filters (1 set)"


def test_how_a_passage_was_found_is_folded_away_below_it(page: "Page") -> None:
    page.goto("/")
    with page.expect_response("**/v1/ask") as response:
        ask(page, "How much will the work on the lamp cost?")
    told = response.value.json()["explanation"]
    assert not page.locator("#passage-1 .found table").first.is_visible()
    page.locator("#passage-1").get_by_text("How it was found").click()
    shown = text(page, "#passage-1 .found")
    assert "Asks for an amount of money." in shown
    assert "Its likeliest sentence: “The board expects the work to cost 41,000 crowns.[1]”" in shown
    rows = page.locator("#passage-1 .found tbody tr").all_inner_texts()
    first = told["passages"][0]
    parts = [*first["fusion"], *first["evidence"], *(first["order"] if len(first["order"]) > 1 else [])]
    assert [row.split("\t")[0] for row in rows] == [part["name"] for part in parts]
    assert [float(row.split("\t")[-1]) for row in rows] == [pytest.approx(part["adds"], abs=6e-4) for part in parts]


def test_on_the_narrowest_phone_nothing_is_wider_than_the_screen(browser: "Browser", news_url: str) -> None:
    with browser.new_context(base_url=news_url, viewport={"width": 320, "height": 640}, is_mobile=True) as context:
        page = context.new_page()
        page.goto("/?q=How+many+weeks+will+the+red+lamp+on+the+east+pier+be+switched+off")
        wait_for_reply(page)
        page.locator("#passage-1").get_by_text("Show in the article").click()
        page.locator(".whole mark").wait_for()
        page.locator("#passage-1").get_by_text("How it was found").click()
        page.get_by_text("Cite this answer").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(("scheme", "darker"), [("light", "ink"), ("dark", "paper")])
def test_colours_follow_the_system_and_can_be_read(browser: "Browser", news_url: str, scheme: str, darker: str) -> None:
    with browser.new_context(base_url=news_url, color_scheme="dark" if scheme == "dark" else "light") as context:
        page = context.new_page()
        page.goto("/?q=How+much+will+the+work+on+the+lamp+cost")
        wait_for_reply(page)
        page.get_by_text("Cite this answer").click()
        for selector in (
            "body",
            ".cite summary",
            ".cite button",
            ".cite textarea",
            ".cite a",
            ".statement .meta",
            ".card blockquote",
            "mark",
            ".upstream a",
            "button",
            ".field button",
        ):
            ink, paper = (_luminance(colour) for colour in page.locator(selector).first.evaluate(_COLOURS))
            ratio = (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05)
            assert ratio >= 4.5, f"{selector}: {ratio:.1f}"
        ink, paper = (_luminance(colour) for colour in page.locator("body").evaluate(_COLOURS))
        assert (ink < paper) == (darker == "ink")


_COLOURS = """node => {
  let back = node;
  while (getComputedStyle(back).backgroundColor === "rgba(0, 0, 0, 0)") back = back.parentElement;
  return [getComputedStyle(node).color, getComputedStyle(back).backgroundColor];
}"""


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it for contrast."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
