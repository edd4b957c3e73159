"""What is body and what is not: single lines in every place of a page, glued lines, sections, and coverage."""

import itertools
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import RegionKind
from corpus.plain.regions import find_regions

HEAD = """Harbour town votes on new bridge

By Jane Roe
June 3, 2024

"""
FIRST = """The council of the harbour town voted on Monday to build a new bridge across the river, ending a dispute of nine years.

The bridge will cost 40 million dollars and be finished in three years, the engineers told the council before the vote.

"""
REST = """

Residents of the lower town had opposed the plan because of the noise, but most of them have changed their minds since the flood.

The work begins in the spring of next year, when the river is low and the fish have gone.
"""

SENTENCES = (
    "Readers left 4,000 comments on the story.",
    "Subscriber numbers rose by 3 percent.",
    "“No.”",
    "“Reply to my letter,” he said.",
    "Comments are closed, the ministry said.",
    "Comments made by the minister angered many.",
    "1. The first demand is that prices fall.",
    "• The second is that wages rise.",
    "Follow the money, she said.",
    "Share prices fell.",
    "Share this burden, he told allies.",
    "By Friday the village was empty.",
    "By Jane Austen's standards, it was a quiet week.",
    "By Monday, June 5, 2023, all were home.",
    "Published in 2019, the report was ignored.",
    "Updated forecasts show rain on June 19, 2023.",
    "Advertisement spending fell 4 percent.",
    "Advertising revenue fell.",
    "Read the room, one diplomat said.",
    "Get the vaccine, doctors urged.",
    "Q: What did you see? A: Nothing.",
    "Q. Why now?",
    "A. Because we must.",
    "Cookies were sold by the Girl Scouts at the gate.",
    "The app was downloaded two million times.",
    "Download the app, the mayor urged residents, and report potholes.",
    "Terms of the deal were not disclosed.",
    "Privacy is a right, the court ruled.",
    "Privacy policy was debated in parliament for three hours.",
    "The Associated Press first reported the talks.",
    "Xinhua is the state news agency that covers party affairs and publishes news abroad.",
    "Reporting by the Times led to his arrest.",
    "Reporting from the front is dangerous.",
    "Editing by committee rarely works.",
    "June 3, 2024 was the hottest day.",
    "On June 3, 2024, the court ruled.",
    "3 May 2024: the day everything changed.",
    "18-6-2023 was the day the bridge fell.",
    "The party moved to the right, then left.",
    "Voters on the left, and on the right, agreed.",
    "It was on the right, he said.",
    "Source: an official who asked not to be named.",
    "Sources close to the talks said so.",
    "Related charges were dropped.",
    "Next year, the law changes.",
    "Watch the skies, he said.",
    "Video showed the car on fire.",
    "Opinion is divided.",
    "The photo was taken by Reuters.",
    "He posted a photo on Instagram.",
    "The image was provided by NASA.",
    "Follow-up talks on Twitter's future went nowhere.",
    "She tweeted her thanks to the crew (@harbourcrew) before dawn.",
    "Contact tracing at 14 schools found 3 cases.",
    "Write to your MP, the group urged members in an email.",
    "Special for its acoustics, the hall reopened.",
    "Loading the trucks took 3 hours.",
    "Continue, he said.",
    "Skip to 2030 and the picture changes.",
    "What happens next?",
    "Why did it fail?",
    "Yes.",
    "“Enough is enough,” said the mayor, Ann Lee (Labour/Co-operative).",
    "The speed limit is 80 (50 miles per hour).",
    "It costs $5 a month to subscribe to the service, the company said.",
    "The newsletter, which has 3,000 readers, is sent to inboxes on Mondays.",
    "“Sign up now,” the poster said.",
    "“We will never share your data,” the company told users.",
    "Users must accept cookies before they can read anything, the regulator found.",
    "The ministry said: “By using the road you agree to pay.”",
    "Police urged anyone with information to contact the station at 555-0101.",
    "He can be reached by boat only.",
    "Editors walked out in protest.",
    "Staff at the plant were told on Tuesday.",
    "From staff, there was silence.",
    "Tags on the whales showed where they had been.",
    "Topics ranged from trade to Taiwan.",
    "Categories 4 and 5 are the strongest storms.",
    "Home is where the heart is, she said.",
    "Search teams found the boat at dawn.",
    "World leaders met in Rome.",
    "Help is on the way.",
    "Copyright law is to be changed, the minister said.",
    "All rights were reserved for citizens.",
    "The views expressed by voters were bleak.",
    "This story was told to every child in the village and was part of its history.",
    "Correction officers found the tunnel at noon.",
    "Stay tuned for the next launch, NASA said.",
    "Tell us the truth, the crowd chanted.",
    "Join us, said the banner.",
    "“It's time to donate,” she said. “Support local journalism.”",
    "The car was last seen heading left, police said.",
    "He stood at center, and she at right, in the famous portrait, the curator said.",
    "Twelve people died.",
    "Up next was a vote on the budget.",
    "See also how the fish came back, he wrote.",
    "Click, and the light went out.",
    "Tap water was safe again by Monday.",
    "Follow him on the campaign trail and you hear one word.",
    "Ad spending doubled.",
    "Print runs were cut.",
    "Likes and shares do not win elections, he said.",
    "The post got 3,000 likes.",
    "Published: that single word made her cry.",
    "Posted to Kabul in 2009, he learned Dari.",
    "The clock stopped at 7:53 p.m. on June 18, 2023.",
    "At 3:15 p.m. the siren went.",
    "2 hours later the road was open.",
    "Two days ago nobody knew his name.",
    "It is a 5 minute read, the author joked.",
    "“I wrote: ‘Leave a comment.’ Nobody did.”",
    "The last line read: “More to come.”",
    "The bill, known as H.R. 4521/S. 1260, passed.",
    "Costs rose 5% (see the report of the audit office/treasury).",
    "The film opens in theaters June 9, 2023.",
    "See more than 30 species in one day, the guide promised.",
    "Read more books, his teacher told him.",
    "View the accounts and you see why.",
    "Learn more than one language, she advised.",
    "Breaking: that is how the wave sounded.",
    "A.",
    "The winner, from the left: nobody.",
)
"""Sentences of an article that look like something else."""

JUNK = (
    "Advertisement",
    "ADVERTISEMENT",
    "- Advertisement -",
    "Story continues below advertisement",
    "Article continues below",
    "story continues below",
    "(Story continues below)",
    "Continue reading the main story",
    "Continue Reading",
    "Read more",
    "Read More: The bridge that never was",
    "Read also: Five walks along the river",
    "ALSO READ: Minister resigns over bridge",
    "Also read | Minister resigns over bridge",
    "RELATED: Minister resigns over bridge",
    "Related: Minister resigns over bridge",
    "Recommended",
    "You may also like",
    "You might also like:",
    "More about bridges",
    "More from Local News",
    "More on this story",
    "Related stories",
    "Related Articles",
    "READ NEXT",
    "Trending Now",
    "Most Popular",
    "Sign up for our daily newsletter",
    "Get the day's top stories in your inbox every morning.",
    "Subscribe to our newsletter for updates.",
    "Sign up here to receive the Morning Brief, delivered weekdays.",
    "By signing up you agree to our terms of use and privacy policy.",
    "Enter your email address",
    "Already a subscriber? Log in",
    "Share this article",
    "Share",
    "Share on Facebook",
    "Tweet",
    "Share Tweet Email Print",
    "Facebook Twitter WhatsApp Email",
    "Follow us on Twitter and Facebook",
    "Follow @harbournews on Twitter",
    "Copy link",
    "Print this page",
    "Email this article",
    "Save",
    "Listen to this article",
    "Listen 4 min",
    "5 min read",
    "3 MIN READ",
    "Watch: Drone footage of the old bridge",
    "VIDEO: Drone footage of the old bridge",
    "Play video",
    "1/12",
    "View gallery",
    "(AP Photo/Jane Roe)",
    "The old bridge on Monday. (AP Photo/Jane Roe, File)",
    "The old bridge on Monday. Photo: Jane Roe/Reuters",
    "The old bridge on Monday. [Jane Roe/Reuters]",
    "The old bridge on Monday. Jane Roe / Getty Images",
    "The old bridge on Monday. Photograph: Jane Roe/The Guardian",
    "FILE - The old bridge stands over the river, Monday, June 3, 2024, in Harbour Town.",
    "FILE PHOTO: The old bridge stands over the river in Harbour Town, June 3, 2024. REUTERS/Jane Roe",
    "Image credit: Jane Roe",
    "Image source, Getty Images",
    "Image caption, The old bridge on Monday",
    "Photo by Jane Roe on Unsplash",
    "Credit: Jane Roe",
    "Credit...Jane Roe for The Harbour Times",
    "Mayor Ann Lee, left, and engineer Bob Stone look at the old bridge on Monday.",
    "Mayor Ann Lee (left) and engineer Bob Stone look at the old bridge.",
    "(Photo: Jane Roe)",
    "Pictured: the old bridge on Monday",
    "pic.twitter.com/abcDEF123",
    "We will build it. Thank you all. pic.twitter.com/abcDEF123",
    "— Ann Lee (@annlee) June 3, 2024",
    "View this post on Instagram",
    "A post shared by Ann Lee (@annlee)",
    "7:53 AM · Jun 3, 2024 · Twitter Web App",
    "12 Retweets 40 Likes",
    "Tags: bridge, river, council",
    "TAGS bridge river",
    "Filed under: Local, Politics",
    "Topics: Bridges | Rivers",
    "#bridge #river",
    "Home > News > Local",
    "Home » News » Local",
    "Click here to subscribe.",
    "Download our app",
    "Download the Harbour News app for free.",
    "Tap to install our app.",
    "Get the app",
    "Install our app for the latest news",
    "This site uses cookies to improve your experience. By continuing to browse the site you agree to our use of cookies.",
    "We use cookies and other tracking technologies to improve your browsing experience on our website.",
    "Accept all cookies",
    "Leave a comment",
    "0 comments",
    "4 Comments",
    "Comments (12)",
    "No Comments",
    "Join the conversation",
    "Reply",
    "Log in to reply",
    "Report this ad",
    "Loading...",
    "Back to top",
    "Skip to main content",
    "Next article",
    "Previous article",
    "Next: Minister resigns over bridge",
    "Published June 3, 2024",
    "Last modified on Mon 3 Jun 2024 12.00 BST",
    "Updated 3:15 PM EDT, Mon June 3, 2024",
    "Posted by Jane Roe on June 3, 2024",
    "By Jane Roe, Reuters",
    "By JANE ROE and BOB STONE Associated Press",
    "Jane Roe | The Harbour Times | 3 May 2024",
    "Jane Roe, Staff Writer",
    "Written by Jane Roe",
    "Reporting by Jane Roe in Harbour Town; Editing by Bob Stone",
    "(Reporting by Jane Roe; Editing by Bob Stone)",
    "jane.roe@example.com",
    "Terms of Service",
    "Privacy Policy",
    "© 2024 Harbour Times",
    "Copyright 2024 The Harbour Times. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.",
    "All rights reserved.",
    "Contact us",
    "About us",
    "Sponsored",
    "Sponsored by Big Cement",
    "Promoted content",
    "Paid post",
    "Editors' Picks",
    "Latest News",
    "Top stories",
    "LOGIN",
    "Menu",
    "Subscribe",
    "Sign in",
    "Sign up",
    "en_USEnglish",
    "logo-site-white",
    "X",
    "Harbour votes on bridge",
    "Harbour town votes on new bridge",
    "View all comments",
    "See more stories about bridges",
    "Click to share on Facebook (Opens in new window)",
    "Support our journalism",
    "Become a member today",
    "Want more stories like this? Sign up for our newsletter.",
    "For more news, follow us on Facebook.",
    "(More bridge stories.)",
    "Got a tip? Email us at tips@example.com",
    "Report a typo",
)
"""Lines that stand around and inside articles, none of them a sentence of one."""


def _kinds(text: str, start: int, end: int) -> list[str]:
    return [region.kind.value for region in find_regions(text) if region.start < end and region.end > start]


def _body(text: str) -> list[str]:
    return [text[region.start : region.end].strip() for region in find_regions(text) if region.kind is RegionKind.BODY]


def _parts(text: str) -> list[tuple[str, str]]:
    return [(region.kind.value, text[region.start : region.end].strip()) for region in find_regions(text)]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_between_paragraphs_is_body_however_odd(sentence: str) -> None:
    before = HEAD + FIRST
    assert _kinds(before + sentence + REST, len(before), len(before) + len(sentence)) == ["body"]


@pytest.mark.parametrize("line", JUNK)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(HEAD + FIRST, REST, id="between paragraphs"),
        pytest.param(HEAD + FIRST + REST.strip() + "\n\n", "", id="at the end"),
        pytest.param(HEAD.splitlines()[0] + "\n", "\n\n" + FIRST + REST, id="under the title"),
        pytest.param("", "\n" + HEAD + FIRST + REST, id="as the first line"),
        pytest.param((HEAD + FIRST).replace("\n\n", "\r\n"), REST.replace("\n\n", "\r\n"), id="without blank lines"),
    ],
)
def test_junk_is_not_body_wherever_it_stands(line: str, before: str, after: str) -> None:
    assert "body" not in _kinds(before + line + after, len(before), len(before) + len(line))


_PIECES = st.one_of(
    st.sampled_from(
        (
            *SENTENCES,
            *JUNK,
            *FIRST.splitlines(),
            *HEAD.splitlines(),
            "\ufeff",
            "---",
            "title: a",
            "1. “A” B, https://x.y",
        )
    ),
    st.text(max_size=30),
)


@given(
    st.lists(st.tuples(_PIECES, st.sampled_from(["\n", "\r\n", "\r", "\n\n", " ", "", "\u2028", "\x85"])), max_size=25)
)
def test_regions_cover_any_text_exactly_once_and_neighbours_differ(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + end for piece, end in pieces)
    regions = find_regions(text)
    assert "".join(text[region.start : region.end] for region in regions) == text
    assert [region.start for region in regions[1:]] == [region.end for region in regions[:-1]]
    assert all(region.start < region.end for region in regions)
    if not text.startswith("\ufeff"):
        assert all(one.kind is not other.kind for one, other in itertools.pairwise(regions))


def test_a_region_starts_at_a_visible_character_and_blanks_belong_to_the_one_before() -> None:
    text = "\n  " + HEAD + FIRST + "Advertisement \n\n" + REST
    for region in find_regions(text)[1:]:
        assert not text[region.start].isspace()
        assert region.start == 0 or text[region.start - 1].isspace()


def test_readers_comments_below_an_article_are_comments_up_to_the_footer() -> None:
    text = (
        HEAD
        + FIRST
        + REST
        + "\n3 Comments\n\nGullWatcher June 4, 2024 - 9:15 am\n\nAbout time. My bus has gone the long way round"
        " since I was a boy.\n\nReply\nMolly June 5, 2024 at 8:02 pm\n\nWho pays for it? We do.\n\nReply\n\nLeave a comment\n\n"
        "© 2024 The Harbour Times\n"
    )
    parts = _parts(text)
    assert [kind for kind, _ in parts[-3:]] == ["body", "comment", "footer"]
    assert parts[-2][1].startswith("3 Comments")
    assert parts[-2][1].endswith("Leave a comment")


def test_a_counter_of_comments_above_the_article_opens_no_comments() -> None:
    text = HEAD + "4 comments\n\n" + FIRST + REST
    assert _body(text) == [(FIRST + REST).strip()]


def test_teasers_between_paragraphs_end_where_the_article_goes_on() -> None:
    text = HEAD + FIRST + "You may also like\n\nFerry fares to rise again\n\nWhy gulls like chips" + REST
    assert _body(text) == [FIRST.strip(), REST.strip()]


def test_questions_and_answers_are_body_and_their_heading_is_a_heading() -> None:
    text = (
        HEAD
        + FIRST
        + "FAQ\n\nWho pays?\n\nThe county.\n\nCan I walk on it?\n\nYes. There is a path on the south side.\n"
    )
    assert ("heading", "FAQ") in _parts(text)
    assert _body(text)[-1] == "Who pays?\n\nThe county.\n\nCan I walk on it?\n\nYes. There is a path on the south side."


def test_a_post_is_embedded_with_the_words_above_its_signature() -> None:
    text = HEAD + FIRST + "We will build it. Thank you all.\n— Ann Lee (@annlee) June 3, 2024" + REST
    assert ("embed", "We will build it. Thank you all.\n— Ann Lee (@annlee) June 3, 2024") in _parts(text)


def test_section_date_counter_and_headline_glued_to_the_first_sentence_are_cut_off() -> None:
    title = "Harbour town votes on new bridge"
    text = (
        f"{title}\nLocal, News June 3, 2024 No Comments on {title}The council voted on Monday to build a new bridge.\n"
        + FIRST
    )
    assert _parts(text)[:3] == [
        ("title", title),
        ("dateline", "Local, News June 3, 2024 No Comments on"),
        ("title", title),
    ]
    assert _body(text)[0].startswith("The council voted on Monday")


def test_a_headline_that_stands_only_before_the_first_sentence_is_found_by_its_seam() -> None:
    text = "June 3, 2024 Harbour town votes on new bridgeThe council voted on Monday to build it.\n\n" + FIRST
    assert _parts(text)[:2] == [("dateline", "June 3, 2024"), ("title", "Harbour town votes on new bridge")]
    assert _body(text)[0].startswith("The council voted on Monday to build it.")


@pytest.mark.parametrize(
    "dateline",
    [
        "LONDON, June 3 (Reuters) - ",
        "BEIJING (AP) — ",
        "(BEIJING) ",
        "18-6-2023 (BEIJING) ",
        "WASHINGTON — ",
        "SEOUL, South Korea, June 3 (Northwire) -- ",
        "NEW DELHI: ",
        "New York (CNN) — ",
    ],
)
def test_a_dateline_is_cut_off_the_first_sentence(dateline: str) -> None:
    text = HEAD + dateline + FIRST + REST
    assert ("dateline", dateline.strip()) in _parts(text) or dateline.strip() in dict(_parts(text))["dateline"]
    assert _body(text) == [(FIRST + REST).strip()]


@pytest.mark.parametrize(
    "opening",
    ["June 3, 2023: The bridge closed to lorries.", "NATO — The alliance had no comment.", "LEE: We will build it."],
)
def test_a_date_or_a_speaker_in_front_of_a_later_sentence_stays_with_it(opening: str) -> None:
    assert opening in "".join(_body(HEAD + FIRST + opening + REST))


def test_subheadings_are_headings_and_lists_of_sentences_are_body() -> None:
    text = HEAD + FIRST + "What it will cost\n\n• The deck costs 30 million.\n• The ramps cost ten million." + REST
    assert ("heading", "What it will cost") in _parts(text)
    assert "• The deck costs 30 million.\n• The ramps cost ten million." in _body(text)[-1]


def test_a_hard_wrapped_text_is_judged_by_paragraphs() -> None:
    text = (
        "Harbour town votes on new bridge\n\nBy Jane Roe\n\nThe council of the harbour town voted on Monday to build\na new bridge"
        " across the river, ending a dispute of nine\nyears over where it should stand, what it should cost\nand who should pay for it.\n\n"
        "The bridge will be finished in three years, the mayor\nand the engineers told the council before the vote, and\nnobody in the room"
        " believed a word of what they said.\n"
    )
    assert [kind for kind, _ in _parts(text)] == ["title", "byline", "body"]


def test_markdown_headings_images_and_front_matter_are_not_body() -> None:
    text = "---\ntitle: A bridge\n---\n\n# A bridge\n\n" + FIRST + "![The river](river.jpg)\n\n## The cost\n" + REST
    assert [kind for kind, _ in _parts(text)] == ["navigation", "title", "body", "caption", "heading", "body"]


PATHOLOGICAL: tuple[Callable[[int], str], ...] = (
    lambda n: "word " * (n // 5),
    lambda n: "x" * n,
    lambda n: "a" + " " * n + "b",
    lambda n: "[" * n,
    lambda n: "A b c d e f." + "[1]" * (n // 3),
    lambda n: "June 18, 2023 " * (n // 14),
    lambda n: FIRST + "4 comments\n" * (n // 11),
    lambda n: FIRST + "References\n" + "1. A b c\n" * (n // 9),
    lambda n: FIRST + "You may also like\nThe bridge\n" * (n // 29),
    lambda n: "Bridge town votes on river\n" * (n // 27) + FIRST,
    lambda n: ("photo by image / ap " * 34 + "\n") * (n // 681),
    lambda n: ("get your email sign up newsletter subscribe " * 9 + "\n") * (n // 397),
    lambda n: (", left, right (left " * 20 + "\n") * (n // 401),
)


@pytest.mark.parametrize("build", PATHOLOGICAL)
def test_time_grows_with_the_text_and_not_with_its_square(build: Callable[[int], str]) -> None:
    def fastest(length: int) -> float:
        text = build(length)
        runs = []
        for _ in range(3):
            begun = time.process_time()
            find_regions(text)
            runs.append(time.process_time() - begun)
        return min(runs)

    # Sixteen times the text: linear is 16, quadratic 256. The floor keeps the clock's grain out of the ratio.
    assert fastest(160_000) < 64 * max(fastest(10_000), 0.001)


def test_titles_and_summaries_of_other_articles_below_the_body_are_not_body_without_any_heading() -> None:
    teasers = (
        "\nFerry fares to rise again\n\nPassengers will pay a tenth more from May, the line says.\n\nWhy gulls like chips\n\n"
        "A study of forty harbours has an answer at last.\n\nThe last net mender\n\nHe is ninety and has no apprentice.\n\nWeather\n"
    )
    assert _body(HEAD + FIRST + REST + teasers) == [(FIRST + REST).strip()]


def test_a_caption_said_twice_running_is_not_body() -> None:
    caption = "The old bridge stands over the river on Monday morning.\n"
    assert _body(HEAD + FIRST + caption + "1 of 4\n" + caption + REST) == [FIRST.strip(), REST.strip()]


def test_a_long_paragraph_without_its_full_stop_is_body() -> None:
    cut_off = " ".join(FIRST.split()[:29])
    assert cut_off in _body(HEAD + FIRST + cut_off + REST)[0]


def test_summaries_below_a_heading_of_teasers_at_the_end_are_not_body() -> None:
    teasers = (
        "\nRelated stories\n\nPassengers will pay a tenth more from May.\n\nA study of forty harbours has an answer.\n"
    )
    assert _body(HEAD + FIRST + REST + teasers) == [(FIRST + REST).strip()]
