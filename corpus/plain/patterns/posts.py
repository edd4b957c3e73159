"""Posts of social networks, set into an article."""

from corpus.article import RegionKind
from corpus.plain.boilerplate import Family

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
