"""Function words: what a text is made of whatever it is about."""

from corpus.facts.calendar import MONTHS, WEEKDAYS
from index.words import terms

_WORDS = """
    a an the this that these those there here it its he she they them him her his hers their theirs i me my mine
    we our ours you your yours am is are was were be been being do does did done doing have has had having will
    would shall should can could may might must and or but nor so if then than as at by for from in into of off
    on onto out over to up with about after before during between through under until upon via per not no yes
    also just only even ever s t d ll m re ve who whom whose what which when where why how many much long old
    far often else exactly anything anyone someone something please tell say says said according give name get
    got let know mean happen happened happens
"""

STOP = frozenset(terms(_WORDS))
"""Terms that carry no information of their own."""

_SHORT = "Jan Feb Mar Apr Aug Sept Oct Nov Dec"
NAMES_NOTHING = STOP | {*terms(" ".join((*WEEKDAYS, *MONTHS, _SHORT)))} - {*terms("May")}
"""Terms that are no names however they are written. Days and months stand in every article; the one that is a verb is a name, too."""
