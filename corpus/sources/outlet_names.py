"""What outlets are called: one key for `The New York Times`, `NYT` and `nytimes.com`.

Out of scope: which of them a question names (`qa.outlets`).
"""

import re


def one_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ALIASES = """
ap: associated press, apnews | reuters: thomson reuters | afp: agence france presse | upi: united press international
dpa: deutsche presse agentur | pa: press association, pa media | pti: press trust of india | bbc: british broadcasting corporation
cnn: cable news network | npr: national public radio | fox: fox news channel | cbc: canadian broadcasting corporation
new york times: nyt, ny times | washington post: wapo | wall street journal: wsj | los angeles times: la times
new york post: ny post | financial times: ft | guardian: guardian media | daily mail: mail online | dw: deutsche welle
daily telegraph: telegraph | daily mirror: mirror | daily express: express | evening standard: standard
south china morning post: scmp | sydney morning herald: smh | times of india: toi | huffpost: huffington post
christian science monitor: csmonitor | us news and world report: us news | pbs: pbs newshour | the times: times of london
"""
"""What well-known outlets are called besides; domains are told by rule."""

_TRAILING = one_of(
    "news online magazine digital international us uk usa europe business politics media sport network group company limited"
    " ltd inc llc corporation staff newspaper website com and &"
)
"""Words at the end of a name that it goes without as well."""
_GENERIC = one_of("daily sunday morning evening world local us uk new business sport good breaking press news")
"""What is left of a name that says nothing (Daily News)."""
SURE = one_of(
    "bbc cnn npr pbs cbs nbc cnbc msnbc abc afp upi reuters newser politico axios bloomberg huffpost propublica buzzfeed newsweek"
    " xinhua tass yonhap kyodo"
)
"""Keys of single words that are an outlet and nothing else. Any other single word may be a common one."""
_LABELS = one_of("www edition m amp news us uk en eu go co com org net gov ac edu")
"""Labels of a domain beside the one that is the name."""

_DOMAIN = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/:].*)?", re.IGNORECASE)


def letters(name: str) -> str:
    """A name's letters and figures, in lower case; of a domain or an address those of the name in it."""
    if "." in name and (match := _DOMAIN.fullmatch(name.strip())):
        labels = match[1].lower().split(".")
        named = [label for label in labels[:-1] if label not in _LABELS]
        name = named[-1] if named else labels[0]
    return "".join(filter(str.isalnum, name.lower().replace("&", "and")))


def key_of(squeezed: str) -> str:
    """The key of a name of these `letters`."""
    plain = squeezed.removeprefix("the") or squeezed
    return _ALIAS.get(plain, plain)


def keys_of(publisher: str) -> list[str]:
    """The keys that a publisher answers to: of its whole name, and of that without what names end in."""
    words = publisher.split()
    found = [letters(publisher)]
    while len(words) > 1 and words[-1].strip(".,").lower() in _TRAILING:
        words.pop()
        found.append(letters(" ".join(words)))
    if len(words) == 1 and found[-1].endswith("news"):  # foxnews.com
        found.append(found[-1].removesuffix("news"))
    keys = [key_of(one) for one in found if one and one not in _GENERIC]
    # `BBC` is asked for as BBC News too.
    spoken = [f"{key}news" for key in keys if key in SURE or key in ("fox", "sky")]
    return list(dict.fromkeys([*keys, *spoken]))


def _read_aliases() -> dict[str, str]:
    entries = (entry.split(":") for entry in _ALIASES.strip().replace("\n", "|").split("|"))
    return {
        letters(alias).removeprefix("the"): letters(name).removeprefix("the")
        for name, aliases in entries
        for alias in aliases.split(",")
    }


_ALIAS = _read_aliases()
