"""The phrases by which news says where its words come from, as regular expressions: `according to`, `reported on Monday`.

They are kept as text and compiled when an article first names a publication. Out of scope: what is a publication's name
(`corpus.sources.mentions`), and how phrase and name go together (`corpus.sources.attributions`).
"""

import re

DAYS = r"(?:on |late |early |earlier |last |this )*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|week|month|year|morning|night)\b"
CALLED_AS = r"(?:(?:news|press|wire) agency|newswire|wire service|broadcaster|newspaper|paper|daily|weekly|tabloid|broadsheet|magazine|journal|(?:news )?(?:website|site|outlet|channel|network|station|portal)|television(?: network| station| channel)?|TV(?: network| station| channel)?|radio(?: station)?|publication|affiliate)"
LAND = (
    r"(?:[A-Z][\w.]+['’]s|British|English|Scottish|Welsh|Irish|French|German|Dutch|Danish|Swedish|Finnish|Polish|Czech|Greek|Swiss|Spanish|Turkish|Chinese|Japanese|Taiwanese|Portuguese|Vietnamese"
    r"|Lebanese|Israeli|Iraqi|Saudi|Emirati|Qatari|Kuwaiti|Pakistani|Bangladeshi|Thai|American|Mexican|Korean|African|European|Kenyan|Libyan|Cuban|Afghan|Ugandan|Moroccan|U\.?S\.?|U\.?K\.?"
    r"|(?:Russ|Iran|Ital|Ukrain|Ind|Canad|Austral|Austr|Belg|Norweg|Hungar|Roman|Bulgar|Brazil|Argentin|Colomb|Egypt|Syr|Jordan|Palestin|Tunis|Niger|Serb|Croat|Eston|Latv|Lithuan|Belarus|Georg|Armen|Indones|Malays|Ethiop)\w*ian)"
)
KIND = rf"(?:{LAND}|(?:semi-)?official|local|state|public|private|independent|opposition|influential|conservative|liberal|leading|right-wing|left-wing|today['’]s|London|pro-\w+|[\w’]+-(?:run|owned|controlled|based|backed|language|circulation))"
_WHICH = rf"(?:(?:[Tt]he |[Aa]n? |both )?(?:(?:[\w.’'-]+ ){{0,4}}?{CALLED_AS},? |(?:{KIND} ){{1,2}})?)"
"""What may stand between a verb and the name: `state-run broadcaster`, `Britain’s`."""
_WHEN = (
    rf"(?:(?:{DAYS}|[A-Z][\w.’'-]+|\d{{1,4}}|first|exclusively|recently|earlier|later|online|live|jointly) ){{0,4}}?"
)
"""What may stand between a verb and `in` or `to`: a day, a name, a date."""
_PRINTED = "reported|Reported|published|revealed|obtained|seen|viewed|reviewed|cited|quoted|shared|compiled|conducted|commissioned|detailed|disclosed|noted|verified|confirmed|interviewed|provided|released|leaked|printed|posted|written|translated"
_PIECE = "statement|interview|e-?mail|text|message|comments?|remarks|reports?|reporting|stor(?:y|ies)|articles?|piece|op-ed|opinion|column|essay|editorial|letter|analysis|investigation|review|tally|count|poll|survey|study|studies|research|paper|dispatch|account|data|figures|footage|video|exclusive|transcript|recording|documents|profile|documentary|commentary|obituary|projection|estimate|findings"
_SPEAKS = "speaking|spoke|talking|talked|admitted|explained|said|insisted|wrote|writing|writes|added|remarked|denied|recalled|reiterated|announced|argued|acknowledged"
_PREPOSITIONS = "by|in|on|to|with|from|for|of"
BEFORE = (
    rf"\b(?P<cue>(?P<plain>[Aa]ccording to|[Tt]old|tells?|telling|[Pp]er|[Cc]iting|cites|cited)"
    rf"|(?:(?:as|first|originally|previously) )*(?:(?P<printed>{_PRINTED})|(?P<piece>{_PIECE})|(?P<speaks>{_SPEAKS})|broadcast|aired|shown|carried|appear(?:ed|ance))"
    rf" (?:as (?:saying|telling \w+) |(?:published|released|conducted|broadcast|aired|printed) )?{_WHEN}(?:on (?=by))?(?P<by>{_PREPOSITIONS})"
    rf"|(?P<inverted>reports|reported|says|said|notes|noted|writes|wrote|adds|added|observes|claims)) {_WHICH}$"
)
"""What stands before a name that it makes a source: the phrase as `cue`. Which verb goes with which preposition, `ties` tells."""
NOT_SAID = r"\b(?:declin\w+|refus\w+|request\w*|respon[ds]\w*|repl(?:y|ied)|without|never|no longer|work\w*|columnist|contribut\w+)\b[^.;]{0,30}$"
"""Before a cue: that nothing was said to the outlet, or that it is where somebody works."""
NOT_TOLD = r"(?:['’]s?)? (?:employees|staff|staffers|executives|management|viewers|readers|audiences|shareholders|lawyers|users|subscribers|parent|owner|chief executive|CEO|board|headquarters)\b"
"""Behind the name: that it is the company that is spoken of."""
SAYS = (
    r"(?:report(?:s|ed)?|sa(?:ys?|id)|not(?:es?|ed)|writ(?:es?|ten)|wrote|quot(?:es?|ed)|cit(?:es|ed)|add(?:s|ed)|claim(?:s|ed)|reveal(?:s|ed)|f(?:inds|ound)|observ(?:es|ed)|expla(?:ins|ined)"
    r"|point(?:s|ed) out|describ(?:es|ed)|puts? it|argu(?:es|ed)|learn(?:s|ed|t)|obtained|reviewed|viewed|seen|heard|verified|confirm(?:s|ed)|estimat(?:es|ed)|publish(?:es|ed)"
    r"|project(?:s|ed)|understands|detail(?:s|ed)|calculat(?:es|ed)|tall(?:ies|ied)|recounts|recounted|suggest(?:s|ed)|spoke (?:to|with)|interview(?:s|ed)|broke the (?:news|story)|called the (?:race|election))\b"
)
FIRM = r"reports?\b|reported|writes?\b|wrote|quot|cit(?:es|ed)|publish|has learned|broke"
"""What even an outlet that is called by a common word may be said to do."""
ITEM = r"(?:['’]s?)?(?: (?:own|latest|new|recent|exclusive|original|earlier|[Ee]lection|opinion|data))* (?:reports?|reporting|analysis|tally|count|poll|survey|investigation|story|articles?|interview|database|tracker|op-ed|editorial(?! board| page)|column|calculations|projections|estimates)\b"
AFTER = (
    rf"(?: \( ?[A-Z][\w .-]{{1,20}}\))?(?:,? which)?(?: (?:{CALLED_AS}|also|all|both|first|has|had|have|previously|later|recently|earlier|[a-z]+ly|then|itself|{DAYS}))* {SAYS}"
    rf"|{ITEM}"
    r"|['’]s (?:[A-Z][\w.’'-]+ ){1,4}(?:also |has |first )*(?:report(?:s|ed)|writes|wrote|notes|noted)\b"
    r"| (?:reporters?|correspondents?|journalists?|team)(?:(?: (?:at|on) the [a-z]+)? said\b|(?: [\w’'-]+){0,3} (?:saw|witnessed|heard|reported|observed|found)\b)"
)
OF_ITSELF = (
    r" (?:in (?:a|the) (?:press )?(?:statement|filing|release|memo)|it (?:will|would|plans|expects|intends|is|was) )"
)
"""`CNN said in a statement`: the company speaks."""
GOES_ON = r"[ -][A-ZÀ-Þ]"
PROGRAMME = rf" (?:{DAYS}|(?:News )?(?:Service|Agency)\b|Radio|News\w*|TV|Television|Sports?|Online|Magazine|Business|Politics|World|Digital|Mornings?|This|Today|Tonight|Breakfast|Live|Sunday|International|America|Europe|Asia|Africa|Arabia|Australia|Persian?|Russian|Arabic|Mundo|Afrique|Hindi|Urdu|Ukraine|Wales|Scotland|Verify|Panorama|Newsnight|Eikon|Chief|White|Capitol|Washington)\b"  # fmt: skip
CLOSES = rf"['’]?[,.;:)”\"’—–]|$| [(—–-]|\[| {DAYS}| at the time\b| in (?:a|an|its|the)\b| of \w+ (?:officials|sources)|['’]s (?:[A-Z]|[a-z]+ (?:editor|correspondent|reporter|columnist|critic) )"
SPOKEN = r"\b(?:said|says?|saying|told|tells|telling|interview\w*|appear\w*|asked|added|spoke\w*|speaking|argued|warned|insisted|remarks|acknowledged|noted|explained|admitted)\b"
LISTED = rf",? (?:and|or)(?: to)?(?: [Tt]he| {LAND})? |, (?:[Tt]he |{LAND} )?| ?/ ?| & "

AGAIN = rf"(?:(?P<cue>[Aa]ccording to|told|tells?|per) )?[Tt]he (?:newspaper|news agency|broadcaster|magazine|(?:news )?outlet|news (?:site|organization|website)|publication)\b(?(cue)|(?: also| later| has| had)* {SAYS})"

_TIES = {
    "printed": frozenset(["by", "in", "on", "to", "with", "from"]),
    "piece": frozenset(["by", "in", "on", "to", "with", "from"]),
    "speaks": frozenset(["to", "with", "on", "in"]),
}


def ties(cue: re.Match[str]) -> bool:
    """Whether a match of `BEFORE` is a phrase of reporting: `interview with`, but not `interview of`."""
    by = cue["by"]
    if by is None:
        return True
    words = cue["cue"]
    if words.startswith(("broadcast", "aired", "shown", "carried")):
        return by == "by"
    if words.startswith("appear"):
        return by == "on"
    if by in ("for", "of"):
        return words.lower() == "writing for" or words in ("tally of", "count of", "analysis of")
    return any(cue[kind] is not None and by in prepositions for kind, prepositions in _TIES.items())
