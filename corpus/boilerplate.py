"""What surrounds an article on a saved page, as data: families of lines, each with the reason it is told apart.

Patterns are tried on a whole line of at most `longest` characters, without regard to case. They were collected from
lines that recur on many pages and are kept general: no publisher is named but the agencies that sign pictures.
Out of scope: what the lines around say (`corpus.regions`).
"""

import re
from dataclasses import dataclass, field
from enum import Enum, auto

from corpus.article import RegionKind


class Section(Enum):
    """What a line can open: the lines below it belong to it as well."""

    COMMENTS = auto()
    TEASERS = auto()
    REFERENCES = auto()
    FOOTER = auto()
    FAQ = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Lines of one sort. `opens` says that such a line heads a section."""

    kind: RegionKind
    reason: str
    patterns: tuple[str, ...]
    longest: int = 90
    opens: Section | None = None
    regex: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", re.compile("|".join(f"(?:{p})" for p in self.patterns), re.IGNORECASE))


_SERVICE = r"(?:facebook|twitter|x|linked ?in|whats ?app|telegram|e-?mail|reddit|pinterest|instagram|youtube|tumblr|pocket|flipboard|messenger|threads|bluesky|mastodon|copy link|link|print|sms|line|wechat|weibo|viber|snapchat|tiktok|rss|google\+?|apple news|google news)"
_AGENCY = r"(?:reuters|ap|afp|epa(?:-efe)?|upi|getty(?: images)?|associated press|xinhua|anadolu(?: agency)?|al jazeera|bloomberg|press association|pa(?: media| wire)?|tass|kyodo|yonhap|pti|ani|zuma(?: press)?|shutterstock|alamy|istock|unsplash|pexels|pixabay|wikimedia(?: commons)?|usa today sports|imago|nurphoto|sipa(?: usa)?|dpa)"

FAMILIES: tuple[Family, ...] = (
    Family(
        kind=RegionKind.COMMENT,
        reason="the counter or form that stands over readers' comments",
        opens=Section.COMMENTS,
        longest=70,
        patterns=(
            r"(?:\d[\d,.]*k?|no|one|all|view|show|see|hide|load|read|open|more|latest|top|reader'?s?'?|user|your|recent)? ?(?:all |more )?(?:\d[\d,]* )?comments?(?: so far| yet)?[ :]*(?:\(?\d[\d,]*\)?)?[.:]?",
            r"(?:\d+|one|no|view|read|show) (?:responses?|replies|reply|thoughts?|comments?) (?:to|on) .*",
            r"(?:leave|post|add|write|submit) (?:a|your|an?other)? ?(?:new )?(?:comment|reply|response|feedback)s?.{0,30}",
            r"(?:join|start|be part of) the (?:discussion|conversation|debate)[.!]?.{0,40}",
            r"be the first (?:one )?to (?:leave a |post a )?(?:comment|reply).{0,30}",
            r"(?:the )?comments? (?:section |are |is )?(?:now )?(?:closed|off|disabled)[.!]?",
            r"(?:please )?(?:log|sign) ?in (?:or (?:register|sign up|create an account) )?to (?:leave a |post a |join the )?(?:comment|reply|conversation).{0,30}",
            r"what do you think\?.{0,40}|have your say.{0,30}|your (?:view|opinion)s?|discussion(?: \(\d+\))?|readers? (?:comments|responses|reactions)",
            r"cancel reply|your e-?mail address will not be published.*|comment policy|conversation \d* ?comments?",
        ),
    ),
    Family(
        kind=RegionKind.COMMENT,
        reason="buttons and signatures of readers' comments",
        longest=90,
        patterns=(
            r"reply(?: to .{1,40})?|report(?: abuse| comment)?|flag(?: as inappropriate)?|upvote|downvote|like ?\d*|dislike ?\d*|\d+ (?:likes?|dislikes?|replies|reply|votes?)|load more|quote|permalink|show (?:more )?replies|view (?:\d+ |more )?repl(?:y|ies)|most liked|newest(?: first)?|oldest(?: first)?|sort by:?.{0,20}",
            r".{1,40} (?:says|said|wrote|writes)(?: on .{5,40})?:",
            r"(?:name|e-?mail|website|comment|message) ?\*?|save my name, email.*|notify me of .*|post comment",
        ),
    ),
    Family(
        kind=RegionKind.HEADING,
        reason="the heading of questions and answers, which are body",
        opens=Section.FAQ,
        longest=120,
        patterns=(r"(?:frequently asked questions|faqs?)\b.*",),
    ),
    Family(
        kind=RegionKind.REFERENCES,
        reason="the heading over numbered sources",
        opens=Section.REFERENCES,
        longest=40,
        patterns=(
            r"(?:references|sources|notes|footnotes|endnotes|works cited|bibliography|citations|further reading|notes and references|sources and references|literature)(?: cited)?:?",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="the heading over teasers of other articles",
        opens=Section.TEASERS,
        longest=70,
        patterns=(
            r"(?:you )?(?:may|might|will|would|could)(?: also| even)? (?:like|be interested in|enjoy|have missed)(?: these| this)?[:.]*",
            r"(?:more|other|also) (?:about|on|from|in|by|like|news|stories|articles|coverage|headlines|to read|top stories|for you)\b.{0,50}",
            r"(?:also )?(?:related|similar|recommended|suggested|popular|trending|featured|sponsored|promoted|recent|latest|top|breaking|must[- ]read|most[- ](?:read|viewed|popular|shared|recent|commented)|next|previous|other|more)(?: (?:articles?|stor(?:y|ies)|posts?|content|news|topics?|reading|links?|videos?|headlines?|coverage|items?|now|today|searches|for you|from .{1,30}|on .{1,30}|in .{1,30}|stuff|tags|by .{1,30}|links))*(?: \+| »| >)?:?",
            r"(?:read|see|watch|view|discover|explore)(?: also| more| next| this next| now)[:.]?|also (?:read|see|on .{1,30})[:.]?|what to (?:read|watch) next|up next|keep reading|don'?t (?:miss|forget to read)[:!]?|in case you missed it|icymi",
            r"editor'?s'?[’']? ?(?:'?s)? ?(?:picks?|choice|recommendations?)|our (?:picks?|top picks?|best)|staff picks?|from (?:the|our) (?:web|partners?|around the web|archives?)|around the web|elsewhere on .{1,30}|promoted(?: links| by .{1,20})?|paid content|you might have missed|just in|in other news|today'?s (?:top|best|most).{0,30}|top picks?.{0,20}|(?:read )?more:?",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="a teaser of another article, title and all",
        longest=220,
        patterns=(
            r"\W{0,3}(?:read|see|watch|listen)(?: also| more| next| now| this)?(?: about [^:]{1,50})? ?[:|>»] ?\S.*",
            r"\W{0,3}(?:also read|also see|see also|related|related (?:story|article|news|stories|articles|video|content|coverage|reading|topics?)|more|more (?:on|from|about) [^:]{1,40}|recommended|don'?t miss|must read|trending|next|previous|up next|opinion|further reading|in case you missed it|watch|live updates?|video|photos|gallery|podcast|explainer|previous (?:article|post|story)|next (?:article|post|story)) ?[:|>»] ?\S.*",
            r"\((?:more|read|see|also read|related)[: ].{1,80}(?:stories|story|here|news|\.)?\.?\)",
            r"(?:click|tap|go|see|read) (?:here|more|below)(?: (?:to|for|about|on) .*)?[.!»>]*",
            r"(?:read|view|see) (?:the )?(?:full|original|entire|whole|complete|rest of the|our) .{0,40}(?:article|story|post|report|statement|here|coverage)\b.{0,30}",
            r"(?:read|view|see|show|learn|find out|watch|get) (?:more|all|less|next)(?: (?:stories|articles|news|posts|about|on|from|at|in|of|by|here|gallery|photos|videos).{0,60})?[.…»>→]*",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="tag lines and breadcrumbs",
        longest=300,
        patterns=(
            r"(?:tags?|topics?|filed (?:under|in)|categor(?:y|ies)|keywords?|posted in|tagged(?: with| as| in)?|labels?|section|in this (?:article|story)|sections?|read more about|explore more|related topics)(?: ?[:|•·]|\b(?= [A-Z#]))(?![^.]*\b(?:is|are|was|were|has|have|said)\b).*",
            r"(?:\S+(?: \S+){0,3} ?[>»›/|•·] ?){2,}\S+(?: \S+){0,8}",
            r"(?:#\w+[, ]*)+",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="share buttons",
        longest=120,
        patterns=(
            rf"(?:share|tweet|pin|post|send|save|follow|like|e-?mail|print|bookmark|forward)(?: (?:this|it|us|me|now|the|on|via|to|by|with|article|story|post|page|link|friends?|or|and|in|{_SERVICE}))*(?:[:,/|•· ]+(?:share|tweet|pin|e-?mail|print|save|{_SERVICE}))*(?: ?\(opens in new window\))?[:.!]?(?: ?\d+)?",
            rf"{_SERVICE}(?:[ ,/|•·&+]+(?:and |or )?{_SERVICE})*[:.]?(?: ?\d+)?",
            r"(?:\d[\d,.]*k? )?(?:shares?|views?|reads?|tweets?|retweets?|followers?|likes?|reactions?|claps?)(?: ?\d[\d,.]*k?)?|total views:? ?[\d,]+|copy(?: url| the link| link)?(?: to clipboard)?|link copied!?|copied!?|url copied!?",
            r"(?:click|tap) to (?:share|e-?mail|print|tweet|copy).*|click (?:here )?to share.*|opens in (?:a )?new (?:window|tab)|show more sharing options|share options|close extra sharing options|give this article|gift this article",
            rf"(?:follow|like|join|find|connect with|visit|add) (?:us|me|our .{{1,30}}|him|her|@?\w+(?: \w+){{0,3}}) (?:on|at|via) {_SERVICE}\b.*",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="where the page interrupts the article",
        longest=110,
        patterns=(
            r"[\[(*_—– -]*(?:(?:the )?(?:story|article|post|text|report|news) (?:continues|resumes)|continue(?:s|d)?|continue reading|keep reading)(?: reading)?(?: the (?:main )?(?:story|article))?(?: (?:below|after|following))?(?: (?:this|the|our))?(?: ?(?:ad(?:vert)?(?:isement)?|message|video|promotion|form))?(?: below)?[\])*_.…:—– -]*",
            r"(?:(?:the )?(?:story|article) (?:continues|resumes) (?:below|after).*)",
            r"[\[(*_—– -]*(?:advert(?:isement|ising|orial)?s?|ads?|sponsored(?: content| by .{1,40})?|promoted(?: content)?|partner content|paid (?:post|content|for by .{1,40})|ad feedback|skip ad(?:vert(?:isement)?)?|remove ads?|report (?:this )?ad|ad(?:vertisement)? \d*|scroll (?:down )?to continue.*|why am i seeing this.*|article continues.*|loading\.*…?|please wait\.*…?|swipe (?:for|to).*|hide ad|close ad)[\])*_.:—– -]*",
            r"advertisement(?:s)?[ .—–-].{0,60}|scroll (?:for|to) .{1,40}|skip (?:to|past|over) .{1,40}|jump to .{1,40}|end of .{1,30}|back to (?:top|the top|home|.{1,20})|go to .{1,25}|return to .{1,25}",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="calls to subscribe, sign up or give",
        longest=420,
        patterns=(
            r"\W{0,3}(?:(?:please |to )?(?:sign ?up|subscribe|register)(?: (?:now|here|today|free|for free))?(?: (?:for|to|with|below|via|and|at) .*)?|(?:get|receive|want) .{0,160}(?:newsletters?|in(?:to)? your inbox|straight to your|by e-?mail|to your phone|e-?mail alerts?|push notifications?|breaking news alerts?)\b.*)",
            r".{0,200}(?:delivered|sent|straight|direct(?:ly)?|right) (?:straight |directly |right |daily |every \w+ )?(?:in)?to your (?:inbox|e-?mail|phone|mailbox)\b.*",
            r".{0,120}(?:sign ?up (?:for|to) (?:our|the|receive|get|free|this|your|his|her|my)\b.{0,60}(?:newsletter|e-?mail|alerts?|updates|briefing|digest).*|subscribe (?:to (?:our|the|get|receive|read)|now|today|here).*)",
            r".{0,80}(?:our|the|this|free|daily|weekly|morning|evening) (?:\w+ ){0,3}newsletters?(?: (?:sign-?up|here|today|now|below).*)?[.!:]?",
            r"(?:by (?:signing up|subscribing|clicking|submitting|entering|registering|providing)\b.{0,80}(?:you|i) (?:\w+ )?(?:agree|accept|consent|confirm|acknowledge|opt|will).*)",
            r"(?:already (?:a |have )(?:subscriber|member|an account|account|a subscription).*|not a (?:member|subscriber).*|become a (?:member|subscriber|supporter|patron).*|(?:support|help|donate to|fund) (?:us|our|independent|local|quality|the)\b.{0,40}(?:journalism|newsroom|reporting|work|now|today)\b.*|donate(?: now| today)?|make a (?:donation|contribution).*|(?:this (?:article|story|content) is )?(?:for )?subscribers?[- ]only\b.*|unlock this .*|start your free trial.*|try .{1,40} for (?:free|\W?\d).*|you (?:have|'ve) (?:\d+|reached|read).{1,60}(?:articles?|limit|stories).*|subscribe)",
            r"(?:enter|type|your) (?:your )?e-?mail(?: address)?\b.{0,60}|e-?mail address:?|thank(?:s| you) for (?:subscribing|signing up|registering|your subscription|reading our|supporting).*|you(?:'ve| have) (?:successfully )?(?:subscribed|signed up|been added).*|we(?:'ll| will) (?:never|not) (?:spam|share|sell).*|unsubscribe (?:at )?any ?time.*|no spam.{0,60}|invalid e-?mail.*|please (?:enter|provide|check|verify) .{0,30}e-?mail.*",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="cookie and privacy notices, and prompts of browsers",
        longest=700,
        patterns=(
            r".{0,120}\b(?:uses?|using|use of|accept(?:ing)?|manage|about|our|non-essential|essential|all|these|set|reject(?:ing)?) (?:\w+ ){0,2}cookies\b.*",
            r"(?:by (?:continuing|using|browsing|clicking|closing|visiting|accessing)\b.{0,120}\b(?:you|agree|accept|consent)\b.*)",
            r"(?:accept|reject|manage|decline|allow)(?: all| cookies| preferences| consent| settings)*|i (?:agree|accept)|got it!?|(?:cookie|privacy|consent) (?:settings|preferences|notice|choices|consent)|your privacy(?: choices| is important to us)?|we (?:value|care about|respect) your privacy.*|do not sell .{0,60}",
            r".{0,60}(?:enable|turn on|requires?|activate|need) java ?script.*|.{0,40}(?:your|this) browser (?:does not|doesn['’]t|is not|isn['’]t|is out).*|(?:please )?(?:disable|turn off) your ad[- ]?blocker.*|you are using an (?:out|un).*",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="prompts to install or open an app",
        longest=160,
        patterns=(
            r"(?:tap|click|press|go|swipe)(?: here)? (?:to|in|on|the) .{0,30}(?:install|app|home screen|navigation bar|share (?:icon|button)|menu|browser).{0,40}",
            r"(?:\d\. )?tap (?:in|to|on|the)\b.{0,60}",
            r"(?:\d\. )?(?:install|download|get|open(?: in)?|try|use|view in|read in)(?: (?:the|our|in|free|new|now|a|all))* (?:\S+ ){0,4}apps?\b(?: (?:now|today|for|on|from|here|in|and)\b.{0,60})?[.!:]?",
            r"(?:available|download|get it|now) on (?:the )?(?:app store|google play|apple|android|ios).{0,40}|app store|google play(?: store)?|add to (?:your )?home screen\.?|in (?:two|2|three|3) easy steps:?|get the (?:news|latest|story|headlines)\b.{0,30}(?:faster|first|app)[.!]?",
        ),
    ),
    Family(
        kind=RegionKind.FOOTER,
        reason="copyright and the small print",
        opens=Section.FOOTER,
        longest=500,
        patterns=(
            r"\W{0,3}(?:©|\(c\) ?(?=\d|copyright)|&copy;|copyright(?:ed)?(?: ?©| ?\(c\)| by| ?\d{4}|:)).*",
            r".{0,200}\ball rights (?:are )?reserved\b.*",
            r"(?:this (?:material|article|content|story|site|website)|no part of).{0,60}\b(?:may not be|protected by|property of).{0,40}(?:published|reproduced|copyright|recaptcha|broadcast|without).*",
            r"(?:powered|designed|developed|hosted|built|theme|website|site)(?: (?:&|and) (?:designed|developed|hosted))? by:? .{1,60}|proudly powered by .*|made with .{1,30}",
            r"(?:follow|find) us(?: on| at)?:?|connect with us:?|(?:about|contact) us|(?:privacy|cookie|cookies|editorial|corrections?|comments?|refund|fact-?check(?:ing)?) polic(?:y|ies)(?: .{0,60})?|terms(?: (?:of|and|&) (?:use|service|conditions|sale))*(?:,? (?:and|&|\|) .{1,40})?|(?:user|subscriber) agreement|accessibility(?: statement| help)?|impressum|imprint|site ?map|disclaimer|legal(?: notice)?|careers|advertise(?: with us| here)?|help cent(?:er|re)|masthead|our team|work with us|write for us|rss feeds?|newsroom|media kit|press room",
        ),
    ),
    Family(
        kind=RegionKind.FOOTER,
        reason="what a publisher says of itself",
        opens=Section.FOOTER,
        longest=700,
        patterns=(
            r"[^.]{2,80} is (?:a|an|the|your) (?:[\w’'-]+,? ){0,6}(?:news (?:portal|site|website|outlet|agency|organi[sz]ation|platform|magazine|source|aggregator|blog)|news(?:paper)? (?:that|which|dedicated)|online (?:newspaper|magazine|publication|portal)|media (?:company|outlet|organi[sz]ation|group) (?:that|which|dedicated|based|covering)|digital (?:newspaper|magazine|publication|platform)|one-stop|website (?:that|which|dedicated)|destination for|blog (?:that|which|about|dedicated)|source for)\b.*\b(?:news|stories|coverage|readers|information|journalism|updates|articles)\b.*",
            r"about (?:the )?(?:author|writer|us|this site|the publisher)s?:?.{0,60}|author bio|our mission:?.{0,200}",
        ),
    ),
    Family(
        kind=RegionKind.EMBED,
        reason="posts of social networks",
        longest=700,
        patterns=(
            r".*(?:pic\.(?:twitter|x)\.com/\w+|https?://t\.co/\w+)[\s\"”]*",
            r".*[—–-] ?.{1,60}\(@\w{1,30}\)\W{0,3}(?:.{0,30}\d{4})?",
            r"(?:view|see|watch) (?:this |more |the )?(?:post|photo|video|profile|reel|thread|tweet)s? on (?:instagram|facebook|twitter|x|threads|tiktok|youtube|bluesky|telegram)\b.*|(?:a|this) (?:post|photo|video|reel) (?:shared|posted) by .*|twitter ads info and privacy|(?:view|read) (?:on|the full conversation on) (?:twitter|x|instagram)|\d[\d,.]*k? people are talking about this|replying to @\w+.*|see .{1,40}['’]s other tweets|embed(?:ded)? (?:tweet|post|video)|(?:this )?(?:tweet|post) (?:was deleted|is unavailable).*",
            r"\d{1,2}:\d\d(?::\d\d)? ?(?:[ap]\.?m\.?)? ?[·•-] ?.{4,20}\d{4}.{0,40}|@\w{2,30}|\d[\d,.]*k? (?:retweets?|quote tweets?|reposts?)(?: .{0,40})?",
        ),
    ),
    Family(
        kind=RegionKind.CAPTION,
        reason="picture captions, told by their credit",
        longest=700,
        patterns=(
            rf".*[(\[](?:[^()\[\]]{{0,80}}(?:\b(?:photo(?:graph)?s?|image|images|picture|file|handout|courtesy|pool|screenshot|screengrab|illustration|graphic)\b|via {_AGENCY}|/ ?{_AGENCY}|{_AGENCY} ?/)[^()\[\]]{{0,80}})[)\]][.\s]*",
            rf".*\[(?:file: ?)?{_AGENCY}\]",
            r".{0,500}\b(?:photo|photograph|image|picture|illustration|graphic|credit|photo credit|image credit|photo source|image source|pic|file photo|photography)s?(?:(?: ?[:/©]| by:?| via| courtesy(?: of)?) ?[^.]{2,90}|, (?:getty|reuters|afp|ap|pa|epa)[^.]{0,40})\.?",
            rf".{{0,500}}(?:[^\s]+(?: [^\s]+){{0,4}} ?[/|] ?(?:\S+ ?/ ?)?{_AGENCY}|(?:via |— |– |- |\| |© ?){_AGENCY}(?: images| photo)?|getty images|reuters ?/ ?\S+(?: \S+){{0,3}}|ap photo(?: ?/ ?.{{1,40}})?)[.)\]]?",
            r"(?:file|in this .{1,40}(?:photo|image|picture)|above|below|pictured|left|right|clockwise from|from left|watch|video|image caption|image source|media caption|caption|photo|photos|picture|figure|fig\.)(?: photo| image| picture)? ?(?:[:—–|,]|- ).{3,}",
            r"!\[.*\]\(.*\)|(?:hide|toggle|show|view|enlarge|expand) (?:caption|image|photo|this image|gallery|slideshow|fullscreen|photos|images?).{0,30}|\[?(?:image|photo|video|picture|img)(?: \d+)?(?: of \d+)?\]?|\[(?:image|photo|video|picture)[^\]]{0,200}\]|image (?:source|caption|copyright),? .*|file photo\.?",
            r"[^.“”\"]{0,200}(?:, (?:(?:far |second from |third from |top |bottom )?(?:left|right)|center|centre),|\((?:(?:far |second from |top |bottom )?(?:left|right)|l|r|c|center|centre|pictured)\))[^.“”\"]{0,300}(?:[a-z.]\.? ?){0,2}[^.“”\"]{0,200}\.?",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="players, galleries and reading tools",
        longest=70,
        patterns=(
            r"(?:play|pause|mute|unmute|replay|watch|listen|stop|rewind)(?: (?:video|audio|now|live|again|this|to this|the|article|story|podcast|episode|in|full screen|fullscreen|on))*(?: ?\(?\d+:\d\d\)?)?[:.]?|(?:current time|duration|remaining time|loaded|progress|stream type|seek to live|playback rate|chapters|descriptions|captions|audio track|fullscreen|quality|volume)\b.{0,40}",
            r"\d{1,2}:\d\d(?::\d\d)?(?: ?/ ?\d{1,2}:\d\d(?::\d\d)?)?|\d{1,3} ?(?:/|of) ?\d{1,3}(?: (?:photos?|images?|slides?))?|[\W_]*|[a-z0-9]",
            r"(?:a ?){2,4}[+-]?|(?:increase|decrease|reset|change)? ?(?:text|font) size.{0,20}|listen to (?:this )?(?:article|story).{0,40}|(?:\d+|less than a|one) ?(?:-| )?min(?:ute)?s? ?(?:to )?(?:read|listen|watch|video)?|reading time:? .{1,30}|(?:print|save|bookmark)(?: (?:this|article|story|page|for later))*|add to (?:favou?rites|bookmarks|reading list)|hide|show|expand|collapse|close|open|toggle .{1,30}|dismiss|cancel|submit|continue|ok|yes|next|prev(?:ious)?(?: slide)?|view (?:gallery|slideshow|image|larger).{0,20}|slide \d+.{0,20}|see (?:all|more)(?: .{1,30})?",
        ),
    ),
    Family(
        kind=RegionKind.NAVIGATION,
        reason="menu entries that every site has",
        longest=60,
        patterns=(
            r"(?:my account|account|log ?(?:in|out)|sign ?(?:in|out|up)|register|join(?: now| us)?|menu|main menu|home(?: ?page)?|search(?: .{1,30})?|skip to (?:main )?(?:content|navigation)|accessibility links|e-?paper|e-?edition|today['’]s paper|newsletters?|podcasts?|videos?|photos?|gallery|galleries|live(?: tv)?|news|world|world news|business|sports?|opinion|politics|local(?: news)?|entertainment|lifestyle|technology|tech|science|health|travel|weather|culture|arts?|style|food|education|markets?|money|economy|crime|national|international|europe|asia|africa|americas|middle east|us|u\.s\.|uk|latest|breaking|archives?|categories|sections|tags|shop|store|jobs|classifieds|obituaries|events|magazine|blogs?|features|analysis|columns?|editorials?|letters|games|crossword|puzzles|horoscopes?|subscriptions?|my (?:news|profile|library|stories)|settings|notifications|alerts|language|english|français|español|edition:?.{0,20}|en_[A-Z]{2}.{0,20}|select (?:your )?(?:language|region|edition).{0,20}|logo.{0,30}|.{0,30}[- ]logo|site logo.{0,20})",
        ),
    ),
)


def family_of(line: str) -> Family | None:
    """The first family that a line belongs to."""
    length = len(line)
    for family in FAMILIES:
        if length <= family.longest and family.regex.fullmatch(line):
            return family
    return None
