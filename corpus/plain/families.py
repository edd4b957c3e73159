"""The families of boilerplate (`corpus.plain.boilerplate`), in the order in which they are tried."""

from corpus.article import RegionKind
from corpus.plain.boilerplate import Families, Family, Section

_SERVICE = (
    r"(?:facebook|twitter|x|linked ?in|whats ?app|telegram|e-?mail|reddit|pinterest|instagram|youtube|tumblr|pocket"
    r"|flipboard|messenger|threads|bluesky|mastodon|copy link|link|print|sms|line|wechat|weibo|viber|snapchat|tiktok"
    r"|rss|google\+?|google plus|apple news|google news|stumbleupon|digg|vk|xing|fb)"
)
_AGENCY = (
    r"(?:reuters|ap|afp|epa(?:-efe)?|efe|upi|getty(?: images)?|(?:the )?associated press|xinhua|anadolu(?: agency)?|aa"
    r"|bloomberg|press association|pa(?: media| wire| images)?|tass|sputnik|kyodo(?: news)?|yonhap|pti|ani|zuma(?: press)?|vcg|cctv"
    r"|shutterstock|alamy(?: stock photo)?|istock(?:photo)?|unsplash|pexels|pixabay|wikimedia(?: commons)?|imago(?: images)?"
    r"|usa today(?: sports| network)?|nurphoto|sipa(?: usa)?|dpa|picture alliance|ap images|cp|the canadian press|aap|redux|magnum"
    r"|handout|pool|file|courtesy|youtube|facebook|instagram|twitter)"
)
_PICTURE = r"(?:photo(?:graph|graphy|graphs|s)?|images?|pictures?|pics?|file photo|illustrations?|graphics?|screen ?grab|screen ?shot)"

COMMENTS_HEADING = Family(
    kind=RegionKind.COMMENT,
    reason="the counter or form that stands over readers' comments",
    opens=Section.COMMENTS,
    longest=90,
    keys=(
        "comment",
        "repl",
        "respon",
        "discussion",
        "conversation",
        "thought",
        "you think",
        "your say",
        "debate",
        "react",
    ),
    whole=(
        r"[\[(]?\W?(?:(?:no|one|all|view|show|see|hide|load|read|open|more|latest|top|top rated|recent|reader'?s?'?|user|your|the|\d[\d,.]*k?) ){0,3}comments?"
        r"(?: so far| yet| section| below)?[ :]*(?:\(?\d[\d,]*\)?)?[.:!▼▾]?\W?[\])]?",
        r"(?:\d+|one|no|view|read|show)(?: all)?(?: \d+)? (?:responses?|replies|reply|thoughts?|comments?|reactions?)(?: (?:to|on) .*)?",
        r"(?:leave|post|add|write|submit|make|share) (?:a|your|an)? ?(?:new |public )?(?:comment|reply|response|feedback|thoughts)s?.{0,40}",
        r"(?:join|start|be part of|continue) the (?:discussion|conversation|debate)\b.{0,40}",
        r"be the first (?:one |person )?to (?:leave a |post a |add a )?(?:comment|reply|respond|react).{0,40}",
        r"(?:the )?comments? (?:section )?(?:for this .{1,20} )?(?:is|are|have been|has been)? ?(?:now )?(?:closed|off|disabled|turned off)[.!]?",
        r"(?:please |you must (?:be )?)?(?:log|sign|logged|signed) ?in (?:or .{1,30} )?to (?:leave a |post a |add a |join the |view )?(?:comment|reply|conversation|discussion).{0,30}",
        r"(?:so,? )?what do you think\?.{0,40}|have your say.{0,30}|discussion(?: \(\d+\))?|readers? (?:comments|responses|reactions)",
        r"cancel reply|comment(?:ing)? (?:policy|guidelines|rules).{0,30}|conversation \d+ comments?|discussion about this (?:post|article|story)",
    ),
)

COMMENT_BUTTONS = Family(
    kind=RegionKind.COMMENT,
    reason="buttons and form fields of readers' comments",
    longest=110,
    whole=(
        r"reply(?: to .{1,40})?|report(?: abuse| comment| this)?|flag(?: as inappropriate)?|upvote|downvote|likes? ?\d*|dislikes? ?\d*"
        r"|\d+ (?:up|down)?(?:likes?|dislikes?|replies|reply|votes?)|quote|permalink|(?:show|hide|view) (?:\d+ |more )?repl(?:y|ies)"
        r"|most liked|newest(?: first)?|oldest(?: first)?|sort by:?.{0,20}|\d+ likes? ?(?:·|•|\|)? ?reply.{0,20}|share reply",
        r"(?:name|e-?mail|website|comment|message|your (?:name|comment|e-?mail)) ?\*?|save my name, email.*|notify me (?:of|by|via) .*|post comment|submit comment"
        r"|your e-?mail address will not be published.*|required fields are marked.*|this site uses akismet.*",
    ),
)

FAQ_HEADING = Family(
    kind=RegionKind.HEADING,
    reason="the heading of questions and answers, which are body",
    opens=Section.FAQ,
    longest=120,
    whole=(
        r"(?:frequently asked questions|faqs?)\b[^.]*|people also ask|(?:your )?questions (?:and answers|answered)|q ?& ?a",
    ),
)

REFERENCES_HEADING = Family(
    kind=RegionKind.REFERENCES,
    reason="the heading over numbered sources",
    opens=Section.REFERENCES,
    longest=40,
    whole=(
        r"(?:references?|sources?|(?:foot|end)?notes|works cited|bibliography|citations|notes and references|sources and references"
        r"|references and notes|links and sources)(?: cited)?:?",
    ),
)

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

SHARE = Family(
    kind=RegionKind.NAVIGATION,
    reason="share buttons",
    longest=130,
    whole=(
        rf"(?:share|tweet|pin|post|send|save|follow|like|e-?mail|print|bookmark|forward)"
        rf"(?: (?:this|it|us|me|now|the|on|via|to|by|with|article|story|post|page|link|a friend|friends?|or|and|in|as|gift|{_SERVICE}))*"
        rf"(?:[:,/|•· ]+(?:share|tweet|pin|e-?mail|print|save|{_SERVICE}))*(?: ?\(opens in new window\))?[:.!]?(?: ?\d+)?",
        rf"{_SERVICE}(?:[ ,/|•·&+]+(?:and |or )?{_SERVICE})*[:.]?(?: ?\d+)?",
        r"(?:\d[\d,.]*k? )?(?:shares?|views?|reads?|tweets?|retweets?|followers?|reactions?|claps?)(?: ?\d[\d,.]*k?)?|total views:? ?[\d,]+"
        r"|copy(?: url| the link| link| article link)?(?: to clipboard)?|(?:link |url )?copied!?|share on:?|sharing is caring!?|(?:did you )?(?:like|enjoy|love|liked|enjoyed) (?:this|what you).{0,60}|share options|sharing",
        r"click to (?:share|e-?mail|print|tweet|copy).*|click (?:here )?to share.*|opens in (?:a )?new (?:window|tab)|(?:show|close) (?:more |extra )?sharing options|(?:give|gift) this article|share all sharing options.*"
        r"|share your (?:thoughts|opinion).{0,40}",
        rf"(?:(?:follow|like|join|find|connect with|visit|add|friend)(?:,? (?:and |or )?(?:follow|like|join))? )(?:us|me|our .{{1,30}}|him|her|them|@?\w+(?: \w+){{0,3}}) (?:on|at|via) {_SERVICE}\b.*",
    ),
)

INTERRUPTION = Family(
    kind=RegionKind.NAVIGATION,
    reason="where the page interrupts the article",
    longest=110,
    keys=(
        "contin",
        "ad",
        "sponsor",
        "promot",
        "scroll",
        "skip",
        "back to",
        "return",
        "jump",
        "go to",
        "loading",
        "wait",
        "swipe",
        "resume",
        "partner",
        "paid",
        "end of",
        "keep reading",
    ),
    whole=(
        r"(?:\w+ )?video (?:player was slow|ad feedback).*",
        r"[\W_]*(?:(?:the )?(?:story|article|post|text|report|news|video|content) (?:continues|resumes)\b.{0,50}|continued?|continue(?: reading|s)?(?: (?:the )?(?:main )?(?:story|article))?(?: .{0,30})?|keep reading.{0,20})[\W_]*",
        r"[\W_]*(?:advert(?:isement|ising|orial)?s?|ads?|sponsored(?: content| post| by .{1,40}| message)?|promoted(?: content| by .{1,40})?|partner content|paid (?:post|content|advertisement|for by .{1,40}|partner content)|ad feedback"
        r"|(?:skip|remove|hide|close|report(?: this)?|end of) ad(?:vert(?:isement)?)?s?|ad(?:vertisement)? \d*|why am i seeing this.*|loading\b.{0,20}|please wait.{0,10}|swipe .{1,30}|ads by .{1,20}|- ?ad ?-)[\W_]*",
        r"advertisements?[ .:—–-]+(?:\d+|(?:continue|story|scroll|skip|remove|article|hide|close)\b.{0,50})|scroll (?:for|to|down|up) .{1,40}|skip (?:to |past |over )?(?:the )?(?:main|content|navigation|next|end|footer|newsletter|promotion|sidebar|article|search|ads?|gallery|related)\b.{0,40}|jump to .{1,40}|end of .{1,30}|(?:back|return|go) to .{1,25}|(?:back|return) to top",
    ),
)

SUBSCRIBE = Family(
    kind=RegionKind.NAVIGATION,
    reason="calls to subscribe, sign up or give",
    longest=420,
    keys=(
        "newsletter",
        "inbox",
        "sign up",
        "signing",
        "signup",
        "sign-up",
        "subscri",
        "email",
        "e-mail",
        "register",
        "donat",
        "a member",
        "support local",
        "support us",
        "support our",
        "support the",
        "support independent",
        "supporting our",
        "support quality",
        "alerts",
        "trial",
        "unlock",
        "spam",
        "briefing",
        "notification",
        "articles left",
        "digest",
    ),
    whole=(
        r"\W{0,3}(?:please |to )?(?:sign ?up|subscribe|register)(?: (?:now|here|today|free|for free))?(?: (?:for|to|with|below|via|and|at)\b.*|[.!:]*)",
        r"(?:already (?:a |have )(?:subscriber|member|an account|account|a subscription).*|not a (?:member|subscriber).*|become a (?:member|subscriber|supporter|patron)\b.*|unlock (?:this|unlimited|full|the full) .*|start your free trial.*"
        r"|you (?:have|'ve|\w+ reached) (?:\d+ |reached |read ).{1,60}(?:articles?|limit|stories|views).*|thank(?:s| you) for (?:subscribing|signing up|registering|your subscription|supporting).*"
        r"|(?:enter |type )?your e-?mail(?: address)?|e-?mail address:?|you(?:'ve| have) (?:successfully )?(?:subscribed|signed up|been added).*|invalid e-?mail.*|please (?:enter|provide|check|verify) .{0,30}e-?mail.*|unsubscribe.{0,60}|no spam.{0,60})",
        r"(?:please )?(?:support|help|donate to|fund) (?:us|our|independent|local|quality|free|public|the) .{0,60}(?:journalism|newsroom|reporting|our work)\b.*|donate(?: now| today| here)?|make a (?:donation|contribution)\b.*|\W{0,3}(?:this (?:article|story|content) is )?(?:exclusively )?for subscribers(?: only)?\W*|subscribers?[- ]only.{0,30}|just for subscribers:?",
    ),
    anywhere=(
        r"(?:^|[.!?:;►»|] ?|\bor |\band |, |\()(?:sign ?up|subscribe|register) (?:now |here |today |free |below )*(?:(?:for|to|with) (?:our|the|receive|get|free|this|your|his|her|my|a|all|daily|weekly|\S+'s?|[\w .'-]{1,40}newsletters?|text)\b|now\b|today\b|here\b|below\b)",
        r"\b(?:delivered|sent|straight|direct(?:ly)?|right|get|receive|want|receiving|landing|dispatch)\b.{0,90}\b(?:in)?(?:to)? ?your (?:inbox|e-?mail|mailbox)\b|\b(?:delivered|sent|alerts)\b.{0,40} to your phone\b|\bnews meet your inbox|^get breaking news\b|\bnewsletters? (?:provides|brings|delivers|gives) you\b|\byou can (?:also )?sign up (?:right |for free )*here\b|\b(?:newsletter|stories that matters?|news)\b.{0,60}\bdelivered (?:weekday|weekly|daily|every|each)\b|an eye on your inbox",
        r"(?:^|[.!?:] ?)(?:get|receive|want|like|enjoying|check out|read|try|join|love|for more)\b.{0,120}\bnewsletters?\b|\b(?:this|our) (?:\w+ ){0,3}newsletters?\b.{0,80}\b(?:sign|subscri|inbox|delivered|free)|newsletters? (?:sign-?up|here)\b|would you like to receive\b",
        r"\bby (?:signing up|subscribing|clicking|submitting|entering|registering|providing)\b.{0,120}\b(?:you|i) (?:\w+ )?(?:agree|accept|consent|confirm|acknowledge|opt)",
        r"(?:(?:^|[.!:►•] ?)support local journalism\b|\bfor supporting our journalism|print edition, ad-free app|we(?:'ll| will) (?:never|not) (?:spam|share your|sell your)|breaking news alerts?\b.{0,40}\b(?:sign|get|email|phone)|your subscription makes\b|(?:digital|premium) (?:subscription|subscriber) today)",
    ),
)

COOKIES = Family(
    kind=RegionKind.NAVIGATION,
    reason="cookie and privacy notices, and complaints about the browser",
    longest=700,
    keys=(
        "cookie",
        "privacy",
        "browser",
        "javascript",
        "consent",
        "ad blocker",
        "adblock",
        "personal data",
        "you agree",
        "got it",
        "accept",
        "your data",
        "personal information",
        "captcha",
        "you have shared",
    ),
    whole=(
        r"(?:accept|reject|manage|decline|allow)(?: (?:all|cookies|preferences|consent|settings|and|close|continue))*|i (?:agree|accept)|(?:ok,? )?got it!?|(?:cookie|privacy|consent) (?:settings|preferences|notice|choices|consent)"
        r"|your privacy(?: choices| matters| is important to us)?\W*|we (?:value|care about|respect) your privacy.*|do not (?:sell|share) .{0,60}|(?:please )?(?:disable|turn off) your ad[- ]?blocker.*|you are using an (?:out|un).*",
    ),
    anywhere=(
        r"\b(?:(?:web)?sites?|we(?: and our partners)?|partners|our pages) (?:also )?(?:uses?|may use|set|place|store|employs?)\b.{0,60}\bcookies|\b(?:use|using|accept|manage|about|non-essential|essential|disable|enable) (?:\w+ ){0,2}cookies\b.{0,80}\b(?:you|your|our|we)\b|\buse of cookies\b|\bdetails you have shared\b|\byou agree to the (?:processing|storage)\b|\bour cookies?\b",
        r"(?:^|[.!:] )by (?:continuing|using|browsing|clicking|closing|visiting|accessing)\b.{0,60}\b(?:site|website|page|service|services|app|browse|banner|button|content|here|accept)\b.{0,100}\byou (?:are )?(?:agree|accept|consent|acknowledg)",
        r"\b(?:enable|turn on|requires?|activate|needs?) java ?script\b|\byour browser (?:does not|doesn't|is not|isn't|is out)|if you wish to object to the use of your data|protected by recaptcha",
    ),
)

APP = Family(
    kind=RegionKind.NAVIGATION,
    reason="prompts to install or open an app",
    longest=160,
    keys=("app", "home screen", "tap ", "google play", "easy steps", "get the ", "qr code"),
    whole=(
        r"(?:\d\. ?)?(?:tap|click|press|swipe)(?: here| the .{1,20} icon)? (?:to|in|on|the) .{0,30}(?:install|app|home screen|navigation bar|share (?:icon|button)|menu|browser|toolbar)\b.{0,40}",
        r"(?:\d\. ?)?(?:please )?(?:install|download|get|open(?: in)?|view in|read in|continue in)(?: (?:the|our|in|free|new|now|a|all|on))* (?:\S+ ){0,4}apps?\b(?: (?:now|today|for|on|from|here|in|to|and)\b.{0,60})?[.!:]?",
        r"(?:available|download(?: it)?|get it|now|find us) on (?:the )?(?:app store|google play|apple|android|ios)\b.{0,40}|app store|google play(?: store)?|add to (?:your )?home screen\.?|in (?:two|2|three|3) easy steps:?|get the (?:news|latest|story|headlines)\b.{0,30}(?:faster|first|app)\b.{0,20}|scan the qr code .{0,60}",
        r"(?:\w+ ){0,6}app: (?:get|download|the|all|your) .{0,100}",
    ),
)

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

POST = Family(
    kind=RegionKind.EMBED,
    reason="posts of social networks, told by the link or signature at their end",
    longest=700,
    keys=("pic.twitter", "pic.x.com", "t.co/", "(@"),
    ending=(
        r"(?:pic\.(?:twitter|x)\.com/\w+|https?://t\.co/\w+)[\s\"'”]*(?:[—–-] ?[^@]{1,60}\(@\w{1,30}\).{0,30})?$",
        r"(?:^|[^\w])[—–] ?[^@.]{1,60}\(@\w{1,30}\)\W{0,3}(?:\w+\.? \d{1,2}, \d{4})?$",
    ),
)

POST_CHROME = Family(
    kind=RegionKind.EMBED,
    reason="what a social network sets around a post",
    longest=130,
    whole=(
        r"(?:view|see|watch) (?:this |more |the )?(?:post|photo|video|profile|reel|thread|tweet)s? on (?:instagram|facebook|twitter|x|threads|tiktok|youtube|bluesky|telegram)\b.*|(?:a|this) (?:post|photo|video|reel) (?:shared|posted) by .*|twitter ads info and privacy"
        r"|(?:view|read) (?:on|the full conversation on) (?:twitter|x|instagram).{0,20}|\d[\d,.]*k? people are talking about this|replying to @\w+.*|see .{1,40}'s other tweets|embed(?:ded)? (?:tweet|post|video)|(?:this )?(?:tweet|post) (?:was deleted|is unavailable).*|add a comment\.\.\.",
        r"\d{1,2}:\d\d(?::\d\d)? ?(?:[ap]\.?m\.?)? ?[·•-] ?.{4,20}\d{4}.{0,40}|@\w{2,30}|.{1,50} @\w{2,30}(?: ·.{0,30})?|\d[\d,.]*k? (?:retweets?|quote tweets?|reposts?)(?: .{0,40})?|(?:\w+ ){1,4}\(@\w{1,30}\)(?:.{0,40}\d{4})?",
    ),
)

PICTURE_CREDIT = Family(
    kind=RegionKind.CAPTION,
    reason="captions, told by a picture's credit at their end",
    longest=700,
    keys=(
        "photo",
        "image",
        "pictur",
        "pic ",
        "pic:",
        "getty",
        "reuters",
        "/",
        "courtesy",
        "credit",
        "via ",
        "©",
        "| ",
        "handout",
        "file",
        "graphic",
        "illustration",
        "screen",
        "video",
        "]",
    ),
    ending=(
        r"\((?:[^\W\d][\w.'’-]* ){1,3}[^\W\d][\w.'’-]* ?/ ?[^\W\d][\w .'&’-]{1,40}\)\.?$",
        rf"[(\[]\s?(?:{_PICTURE}|courtesy|handout|file)(?: (?:credit|source|courtesy))?(?: ?[:/—–|-]| by\b| from\b| via\b| of\b| courtesy\b|\s?[)\]]|, ?{_AGENCY}).{{0,80}}[)\]]?[.\s]*$",
        rf"[(\[][^()\[\]]{{0,70}}(?:\b(?:ap|afp|pool|handout|file|reuters|staff|epa) photos?\b|\bphotos? (?:via|by|courtesy)|\bvia {_AGENCY}|/ ?{_AGENCY}|\b(?:ap|afp|reuters|epa|getty) ?(?:/|images))[^()\[\]]{{0,60}}[)\]][.\s]*$",
        rf"\[(?:file: ?)?(?:{_AGENCY}|al jazeera|[^\[\]]{{3,50}}/[^\[\]]{{2,30}})\]$",
        rf"/ ?{_AGENCY}(?: (?:images|photo|photos|network|europe|agency|stock photo|press))*(?: ?/ ?\w+(?: images)?)?(?: file)?[.)\]\s]*$",
        rf"(?:\bvia |\| |© ?|©\d{{4}} |photo by |image by ){_AGENCY}(?: images| photo)?(?: ?/ ?.{{1,30}})?[.)\]\s]*$|\bgetty images(?: europe| north america)?(?:/file)?[.)\]\s]*$|\breuters ?/ ?[^.]{{2,40}}$|\bap photo(?: ?/ ?[^.]{{1,40}})?[.)\]\s]*$",
        rf"(?:^|[.)\"”!?] ?)(?:{_PICTURE}|credit|video)(?: credit| source| courtesy)?(?: ?[:/©]| by:? | via | courtesy )(?: ?courtesy)?(?:[^.]|\b\w\.){{2,90}}\.?$|(?:^|[.)\"”] )courtesy (?:of )?[^.]{{2,60}}$",
    ),
)

PICTURE_LABEL = Family(
    kind=RegionKind.CAPTION,
    reason="captions, told by how they begin",
    longest=700,
    opening=(
        rf"[(\[]?(?:file ?[-—–:|] ?|file photo\b|(?:{_PICTURE}|image|media) (?:source|caption|credit|copyright)s?\b|{_PICTURE}(?: \d+)?(?: ?:| by:? )|credit: |caption: |pictured(?: above| below| here)?[:,]|(?:above|below|left|right|top|bottom|clockwise from .{{1,20}})(?: (?:left|right))?: |figure \d+[.:]|fig\. ?\d|satellite image ©)",
        rf"(?:in )?(?:this|an?) (?:\w+ ){{0,3}}(?:\w+\.? \d{{1,2}},? \d{{4}},? )?(?:file |handout |aerial |undated |combination |still |frame |screen )?(?:{_PICTURE}|frame|grab)(?: (?:taken|provided|released|made|from|shot|grab|by|obtained|posted|issued|distributed|combination)\b|, )",
    ),
    whole=(
        r"!\[.*\]\(.*\)|(?:hide|toggle|enlarge|expand) (?:caption|image|photo|this image)\b.{0,30}|\[?(?:image|photo|video|picture|img|watch)(?: \d+)?(?: of \d+)?\]?|\[(?:image|photo|video|picture|gallery)[^\]]{0,200}\]|image (?:source|caption|copyright),? .*|file photo\.?|file",
    ),
)

PICTURE_PLACES = Family(
    kind=RegionKind.CAPTION,
    reason="captions, told by who stands where in the picture",
    longest=420,
    keys=(
        ", left",
        ", right",
        ", cent",
        "(left",
        "(right",
        "(cent",
        "(from ",
        "(far ",
        "(top ",
        "(bottom ",
        "(second",
        "(third",
        "pictured",
        "(l",
        "(r)",
        " left,",
        " right,",
        " left;",
        " right;",
    ),
    anywhere=(
        r"^[^\"“”?]{3,300}, (?:(?:far |second |third |fourth |top |bottom |upper |lower |second from |third from |from )*(?:left|right)|center|centre)(?:, |;|\.$|$)(?!wing)",
        r"\((?:(?:far |second |third |second from |top |bottom |from |pictured )*(?:left|right)|left to right|l-r|l to r|center|centre|pictured)(?:, [^)]{1,30}| and [^)]{1,20})?\)|\([lrc]\).{3,120}\([lrc]\)",
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

FAMILIES = Families(
    COMMENTS_HEADING,
    COMMENT_BUTTONS,
    FAQ_HEADING,
    REFERENCES_HEADING,
    CREDIT,
    TEASERS_HEADING,
    TEASER,
    POST,
    POST_CHROME,
    TAGS,
    SHARE,
    INTERRUPTION,
    SUBSCRIBE,
    COOKIES,
    APP,
    COPYRIGHT,
    FOOTER_LINKS,
    PICTURE_CREDIT,
    PICTURE_LABEL,
    PICTURE_PLACES,
    BROWSING,
    MENU,
)
"""Judged wherever they stand."""

FAMILIES_AT_ENDS = Families(PUBLISHER_SELF, AUTHOR_NOTE, EDITORIAL_NOTE)
"""Judged only at the top and the bottom of a page, where no body follows."""

ABOUT_PUBLISHER = Families(PUBLISHER_SELF)
"""Looked for below readers' comments, where the page's footer begins."""
