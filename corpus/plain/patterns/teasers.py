"""Teasers of other articles, and tags."""

from corpus.article import RegionKind
from corpus.plain.boilerplate import Family, Section

TEASERS_HEADING = Family(
    kind=RegionKind.NAVIGATION,
    reason="the heading over teasers of other articles",
    opens=Section.TEASERS,
    longest=75,
    whole=(
        r"(?:you|readers|people) (?:may|might|will|would|could)(?: also| even)? (?:like|be interested in|enjoy|love|have missed)(?: these| this| to read)?[:.…]*",
        r"(?:more|also|other (?:stories|articles|news|posts|headlines)) (?:about|on|from|in|by|like this|news|stories|articles|coverage|headlines|to read|top stories|for you|reading)\b[^.?!]{0,50}",
        r"(?:also |most |our |the |today's |this week's )*(?:related|similar|recommended|suggested|popular|trending|featured|sponsored|promoted|recent|latest|top|breaking|must[- ]?reads?|"
        r"read|viewed|shared|commented|next|previous|other|more|top|big|must[- ]see)"
        r"(?: (?:articles?|stor(?:y|ies)|posts?|content|news|topics?|reading|reads?|links?|videos?|headlines?|coverage|items?|now|today|searches|for you"
        r"|from [^.]{1,30}|on [^.]{1,30}|in [^.]{1,30}|tags|by [^.]{1,30}|this week|right now|picks?|stuff))*(?: ?[+»>→])?:?",
        r"(?:read|see|watch|view|discover|explore)(?: also| more| next| this next| now| this)[:.…]?|also (?:read|see|on [^.]{1,30}):?|(?:what to )?(?:read|watch) next|up next|keep reading|don't (?:miss|forget to read)(?: (?:this|these|out))?[:!]?|in case you missed it:?|icymi",
        r"(?:the )?editors?'?s?'? ?(?:picks?|choice|recommendations?|favou?rites)|our (?:picks?|top picks?|best)|staff picks?|from (?:the|our|around the) (?:web|partners?|archives?|network)"
        r"|around the web|elsewhere on [^.]{1,30}|promoted links(?: by .{1,20})?|(?:by|from) taboola|by outbrain|paid content|(?:you|stories you) (?:might|may) have missed|just in|in other news"
        r"|today's (?:top|best|most) [^.]{1,30}|top picks?[^.]{0,20}|(?:read )?more:|what's (?:hot|trending|new)|(?:go|dig) deeper|more stories|more (?:to|on) .{1,40}|you need to know",
    ),
)

TEASER = Family(
    kind=RegionKind.NAVIGATION,
    reason="a teaser of another article, title and all",
    longest=240,
    whole=(
        r"\W{0,3}(?:read|see|watch|listen)(?: also| more| next| now| this)?(?: about [^:]{1,50})? ?[:|>»→–—] ?\S.*",
        r"\W{0,3}(?:also read|also see|see also|read next|related|related (?:story|article|news|stories|articles|video|content|coverage|reading|topics?)|more|more (?:on|from|about|coverage|news) [^:.]{1,40}|"
        r"more coverage|more news|recommended|don't miss|must[- ]read|trending(?: now)?|next|previous|up next|opinion|further reading|in case you missed it|live updates?|video|photos|gallery|in pictures|podcast|explainer|explained"
        r"|(?:previous|next) (?:article|post|story)|analysis|learn more|full coverage|from the archives?) ?[:|>»→] ?\S.*",
        r"[(\[](?:more|read|see|also read|related|see also|click|watch)[: ].{1,90}[)\]]\.?",
        r"(?:click|tap) (?:here|below|through|on the link)\b.*|(?:go|see|read) here(?: (?:to|for|about|on) .*)?[.!»>]*",
        r"(?:read|view|see) (?:the )?(?:full|original|entire|whole|complete|rest of the) .{0,40}(?:article|story|post|report|statement|here|coverage|interview|thread)\b.{0,30}",
        r"(?:read|view|see|show|learn|find out|watch|get) (?:more|all|less|next)(?: (?:stories|articles|news|posts|about|on|from|at|in|of|by|here|gallery|photos|videos|coverage)\b.{0,70})?[.…»>→]*",
        r"in pictures: .{5,90}|for more (?:stories|news|on|information|about|from|articles)\b.{0,140}",
    ),
)

TAGS = Family(
    kind=RegionKind.NAVIGATION,
    reason="tag lines and breadcrumbs",
    longest=300,
    keys=(
        *(
            "tag",
            "topic",
            "filed",
            "categor",
            "keyword",
            "posted in",
            "label",
            "section",
            "in this article",
            "in this story",
        ),
        *("read more about", "explore more", "more on", ">", "»", "›", "|", "/", "•", "·", "#"),
    ),
    whole=(
        r"(?:tags?|topics?|filed (?:under|in)|categor(?:y|ies)|keywords?|posted in|tagged(?: with| as| in)?|labels?|sections?|in this (?:article|story)|read more about|explore more|related topics|more on)"
        r" ?[:|•·]\s?.*|(?:filed under|posted in|tagged) (?![^.]*\b(?:is|are|was|were|has|have|said)\b)[^.]*",
        r"(?:\S+(?: \S+){0,3} ?[>»›] ?){1,}\S+(?: \S+){0,12}|(?:[^\s|/•·]+(?: [^\s|/•·]+){0,2} [|/•·] ){2,}[^\s|/•·]+(?: [^\s|/•·]+){0,3}",
        r"(?:#\w+[, ]*)+",
    ),
)
