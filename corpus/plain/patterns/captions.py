"""Captions of pictures, with their credits."""

from corpus.article import RegionKind
from corpus.plain.boilerplate import Family

_AGENCY = (
    r"(?:reuters|ap|afp|epa(?:-efe)?|efe|upi|getty(?: images)?|(?:the )?associated press|xinhua|anadolu(?: agency)?|aa"
    r"|bloomberg|press association|pa(?: media| wire| images)?|tass|sputnik|kyodo(?: news)?|yonhap|pti|ani|zuma(?: press)?|vcg|cctv"
    r"|shutterstock|alamy(?: stock photo)?|istock(?:photo)?|unsplash|pexels|pixabay|wikimedia(?: commons)?|imago(?: images)?"
    r"|usa today(?: sports| network)?|nurphoto|sipa(?: usa)?|dpa|picture alliance|ap images|cp|the canadian press|aap|redux|magnum"
    r"|handout|pool|file|courtesy|youtube|facebook|instagram|twitter)"
)

_PICTURE = r"(?:photo(?:graph|graphy|graphs|s)?|images?|pictures?|pics?|file photo|illustrations?|graphics?|screen ?grab|screen ?shot)"

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
