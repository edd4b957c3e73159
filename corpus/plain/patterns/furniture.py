"""What every page of a site has: menus, players, the foot of the page."""

from corpus.article import RegionKind
from corpus.plain.boilerplate import Family, Section

COPYRIGHT = Family(
    kind=RegionKind.FOOTER,
    reason="copyright and the small print",
    opens=Section.FOOTER,
    longest=600,
    keys=(
        "©",
        "(c)",
        "copyright",
        "rights reserved",
        "may not be",
        "powered by",
        "designed by",
        "developed by",
        "hosted by",
        "theme by",
        "made with",
        "redistributed",
    ),
    opening=(r"\W{0,3}(?:©|\(c\) ?(?=\d|copyright)|&copy;|copyright(?:ed)?(?: ?©| ?\(c\)| by\b| ?\d{4}|:| notice))",),
    whole=(
        r"(?:proudly )?(?:powered|designed|developed|hosted|built)(?: (?:&|and) (?:designed|developed|hosted))? by:? .{1,60}|(?:theme|website|site)(?: design)? by:? .{1,60}|made with .{1,30}",
    ),
    anywhere=(
        r"© ?\d{4}|\ball rights (?:are )?reserved\b|\b(?:this (?:material|article|content|story|site|website)|no part of)\b.{0,60}\bmay not be\b.{0,60}(?:published|reproduced|broadcast|used|copied|without)|copyright \d{4} .{1,60}(?:associated press|reuters)",
    ),
)

FOOTER_LINKS = Family(
    kind=RegionKind.FOOTER,
    reason="the links at the foot of a page",
    opens=Section.FOOTER,
    longest=110,
    whole=(
        r"(?:follow|find) us(?: on| at)?:?|connect with us:?|(?:about|contact)(?: us|)(?: ?[|•·] ?.{1,80})?|(?:privacy|cookie|cookies|editorial|corrections?|comments?|refund|ethics|fact-?check(?:ing)?) polic(?:y|ies)(?: (?:and|&|\||•|·) .{1,60})?|privacy(?: statement| notice| center| ?[|•·&] ?.{1,80})?"
        r"|terms(?: (?:of|and|&) (?:use|service|services|conditions|sale))*(?:,? (?:and|&|\||•|·) .{1,60})?|(?:user|subscriber|visitor) agreement|accessibility(?: statement| help)?|impressum|imprint|site ?map|disclaimer:?|legal(?: notice)?|careers|advertise(?: with us| here)?|advertising"
        r"|help cent(?:er|re)|masthead|our (?:team|mission|story)|work with us|write for us|rss feeds?|newsroom|media kit|press room|ad ?choices|customer service|faq|help|feedback|submit a (?:tip|letter|story)|send us a tip|licensing|reprints?(?: (?:and|&) permissions)?|permissions",
    ),
)

BROWSING = Family(
    kind=RegionKind.NAVIGATION,
    reason="players, galleries and reading tools",
    longest=80,
    whole=(
        r"(?:play|pause|mute|unmute|replay|watch|listen|stop|rewind)(?: (?:video|audio|now|live|again|this|to this|to|the|article|story|podcast|episode|in|full screen|fullscreen|on|later))*(?: ?\(?\d+:\d\d\)?)?[:.]?"
        r"|(?:current time|duration|remaining time|loaded|progress|stream type|seek to live|playback rate|chapters|descriptions|captions|audio track|fullscreen|quality|volume)\b[^.]{0,40}",
        r"\d{1,2}:\d\d(?::\d\d)?(?: ?/ ?\d{1,2}:\d\d(?::\d\d)?)?|\d{1,3} ?(?:/|of) ?\d{1,3}(?: (?:photos?|images?|slides?))?|[\W_]*|[a-z0-9]|\d{1,4}",
        r"(?:a ?){2,4}[+-]?|(?:increase |decrease |reset |change )?(?:text|font) size.{0,20}|listen to (?:this )?(?:article|story).{0,40}|(?:about )?(?:\d+|less than a|one)[ -]?min(?:ute)?s?(?: ?(?:to )?(?:read|listen|watch|video))?|reading time:? .{1,30}|est(?:imated|\.)? reading time.{0,20}"
        r"|(?:print|save|bookmark)(?: (?:this|article|story|page|for later))*|add to (?:favou?rites|bookmarks|reading list)|add as preferred source.{0,20}|hide|show|expand|collapse|close|open|toggle .{1,30}|dismiss|cancel|submit|ok|yes|no|next|prev(?:ious)?(?: slide| article| post| story| page)?|next (?:slide|article|post|story|page)|view (?:gallery|slideshow|image|larger|full).{0,20}|slide \d+.{0,20}|see (?:all|more)(?: [^.]{1,30})?|less|more|more\.{2,3}|default|font",
    ),
)

MENU = Family(
    kind=RegionKind.NAVIGATION,
    reason="menu entries that every site has",
    longest=60,
    whole=(
        r"(?:[-•*·▪] ?)?(?:my account|account|log ?(?:in|out)|sign ?(?:in|out|up)|register|join(?: now| us)?|(?:main |site )?menu|home(?: ?page)?|search(?: [^.]{1,30})?|skip to (?:main )?(?:content|navigation)|accessibility links|e-?paper|e-?edition|today's paper|newsletters?|podcasts?|videos?|photos?|gallery|galleries|live(?: tv)?"
        r"|news|world|world news|us news|uk news|business|sports?|opinion|politics|local(?: news)?|entertainment|lifestyle|technology|tech|science|health|travel|weather|culture|arts?|style|food|education|markets?|money|economy|crime|national|international|europe|asia|africa|americas|middle east|us|u\.s\.|uk|latest|breaking|archives?"
        r"|categories|sections|tags|shop|store|jobs|classifieds|obituaries|events|magazine|blogs?|features|analysis|columns?|editorials?|letters|games|crossword|puzzles|horoscopes?|subscriptions?|my (?:news|profile|library|stories)|settings|notifications|alerts|language|english|français|español|edition:?[^.]{0,20}|en_[a-z]{2}.{0,20}"
        r"|select (?:your )?(?:language|region|edition).{0,20}|logo[^.]{0,30}|[^.]{0,30}[- ]logo|[^.\s]{0,20}logo[-_][^\s]{0,40}|facebook icon|close menu|open menu|you are here:?.{0,30})",
    ),
)
