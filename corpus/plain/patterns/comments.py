"""Readers' comments: what stands over them, and the buttons between them."""

from corpus.article import RegionKind
from corpus.plain.boilerplate import Family, Section

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
