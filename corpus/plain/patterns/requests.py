"""What a page wants its reader to do: share, subscribe, allow cookies."""

from corpus.article import RegionKind
from corpus.plain.boilerplate import Family

_SERVICE = (
    r"(?:facebook|twitter|x|linked ?in|whats ?app|telegram|e-?mail|reddit|pinterest|instagram|youtube|tumblr|pocket"
    r"|flipboard|messenger|threads|bluesky|mastodon|copy link|link|print|sms|line|wechat|weibo|viber|snapchat|tiktok"
    r"|rss|google\+?|google plus|apple news|google news|stumbleupon|digg|vk|xing|fb)"
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
