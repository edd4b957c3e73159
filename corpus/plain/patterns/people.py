"""Who wrote an article, who published it, and how it came about."""

from corpus.article import RegionKind
from corpus.plain.boilerplate import Family, Section

CREDIT = Family(
    kind=RegionKind.BYLINE,
    reason="who wrote, edited or contributed, and how to reach them",
    longest=420,
    keys=(
        "report",
        "edit",
        "author",
        "writ",
        "contribut",
        "correspond",
        "staff",
        "@",
        "follow",
        "reach",
        "contact",
        "wire",
        "desk",
        "newsroom",
        "words",
        "text",
        "compil",
        "journalist",
        "byline",
    ),
    whole=(
        r"\W{0,3}\((?:additional )?(?:reporting|writing|editing|compiled|with (?:inputs?|files|additional reporting|reporting)|writing and|reporting and|edited)\b.*\)\.?",
        r"\W{0,3}(?:author|authors|reporter|writer|editor|journalist|correspondent|contributors?|contributing|words|text|byline) ?: ?.{2,120}",
        r"\W{0,3}(?:from )?(?:our |a )?(?:own |special |staff |foreign )?(?:correspondent|reporter|writer|wire reports?|staff|staff and wire reports|wire services|news desk|newsroom|web desk|news service)s?\b[^.,]{0,30}",
        r".{2,160}\bcontributed (?:to this (?:report|story|article)|reporting).{0,60}",
        r"\W{0,3}(?:follow|reach|contact|e-?mail|write to) (?!us\b).{2,90}(?: (?:on|at) |@|: ?)(?=.*(?:@|\btwitter\b|facebook|instagram|linkedin|\d{3}[-.) ]\d|\w\.(?:com|org|net|co)\b)).{2,160}",
        r"[^\s@]{1,40}@[^\s@]{1,40}\.\w{2,10}",
    ),
)

PUBLISHER_SELF = Family(
    kind=RegionKind.FOOTER,
    reason="what a publisher says of itself",
    longest=700,
    at_ends=True,
    opens=Section.FOOTER,
    keys=(" is ", "about ", "mission"),
    opening=(
        r"[^.]{2,80} is (?:a|an|the|your) (?:[\w'-]+,? ){0,7}(?:news (?:portal|site|website|outlet|agency|organi[sz]ation|platform|magazine|source|aggregator|blog|service|provider)|newspaper|newsroom|portal|publication|media (?:company|outlet|organi[sz]ation|group|platform)|magazine|website|one-stop|destination|blog|source|content partner|platform)\b.*\b(?:covers|news|stories|coverage|readers|information|journalism|updates|articles|commentary)\b",
        r"about (?:the )?(?:author|writer|us|this site|the publisher)s?\b|author bio|our mission\b",
    ),
)

AUTHOR_NOTE = Family(
    kind=RegionKind.BYLINE,
    reason="what an article says of its author, at its end",
    longest=600,
    at_ends=True,
    anywhere=(
        r"^(?:[\w.'-]+ ){1,4}(?:is|was|writes|covers|reports|works)\b.{0,200}\b(?:reporter|correspondent|editor|writer|columnist|journalist|contributor|producer|blogger|critic|author|professor|fellow|analyst|director|lecturer|economist)\b.{0,60}\b(?:at|for|with|of|covering|based|who|focus\w+|in|and)\b",
        r"\b(?:follow|reach|contact|e-?mail|find|tweet|write to) (?:him|her|them|me|the (?:author|writer|reporter)|[\w' -]{3,40}) (?:on|at|via)\b.{0,60}(?:twitter|@|instagram|facebook|\bx\b)|\b(?:he|she|they) can be reached (?:at|on|via)|\bon twitter:? ?@|\bfollow (?:him|her|them|me) @",
        r"^(?:the )?(?:views|opinions) expressed\b|^the (?:writer|author) is\b|\bis the author of\b.{0,120}$",
    ),
)

EDITORIAL_NOTE = Family(
    kind=RegionKind.FOOTER,
    reason="notes on how the piece came about, tips and sales, at its end",
    longest=420,
    at_ends=True,
    anywhere=(
        r"^\W{0,3}(?:this|a version of this) (?:article|story|post|piece|report|column|essay|interview)(?: and (?:its )?headline)? (?:was|has been|have been|is|first|originally|appeared|appears|will be)\b.{0,40}\b(?:published|updated|corrected|amended|edited|produced|provided|translated|syndicated|appear\w*|republished|generated|part of|written|adapted|auto)",
        r"^\W{0,3}(?:correction|clarification|editor'?s'? note|disclosure|disclaimer|note|update)\b ?[:(,—–-]",
        r"\b(?:may|might|will|could) (?:earn|receive|get) (?:a |an |us )?(?:small )?(?:affiliate )?(?:commission|share of)|\baffiliate links?\b|\bpurchases you make through\b|\bindependently chosen by\b|\b(?:work|coverage)\b.{0,80}\bis (?:supported|made possible) (?:in part )?by a grant\b|\bfollow [\w ]{2,40} on (?:facebook|twitter|instagram)\b|^(?:got|have|do you have) (?:a|any|an) (?:\w+ )?(?:tip|story|question|comment|suggestion|news tip)s?\b|\b(?:send|e-?mail) (?:us |your )?(?:tips|feedback|story ideas|a letter)\b|\blet us know (?:at|in the comments|what you think)\b|^(?:tell us|let us know|share your) .{0,80}",
        r"^(?:stay (?:up to date|tuned|informed|connected|in the conversation)|keep up with|don't miss|never miss|join (?:us|our)|visit (?:us|our|\S+\.com)|get (?:all )?the latest|for (?:the )?latest|follow (?:us|our|all the|live)|catch (?:all|up)|check out (?:our|more|the latest)|click|tap)\b.{0,200}$",
        r"\bdo you (?:rely on|value|enjoy|like) .{1,40}(?:reporting|journalism|coverage|work)\b|^quotes delayed|\bwe reserve the right to\b|\bplease be respectful\b|\b(?:not intended to|consult (?:a|your)) (?:diagnose|doctor|physician)|\bcontent partner\b",
        r"^\W{0,3}(?:with (?:inputs|files|additional reporting|assistance|reporting|contributions|agency inputs)\b|(?:contributing|contributors?)\b ?:|(?:the )?(?:associated press|reuters|afp|cnn|agence france-presse|[\w. ,]{3,80}) contributed(?: reporting)? to this (?:report|story|article))",
    ),
)
