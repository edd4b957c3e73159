"""Names that are known for what they are: first names, countries, states, cities and months, as English-language news has them.

Out of scope: names of two meanings that are first of all something else (`Jordan` the player, `Paris` the person, `Georgia`, `Washington`).
"""


def _words(names: str) -> list[str]:
    return names.split()


FIRST_NAMES = frozenset(
    _words("""
Aaron Adam Alan Alec Alex Alexander Alexei Alice Alison Allison Amanda Amy Andrea Andrew Andy Angela Angelina Anita Ann Anna Anne Anthony
Antony Arnold Arthur Barack Barbara Barry Ben Benjamin Bernard Bernie Beth Betty Bill Billy Bob Bobby Boris Brad Brandon Brenda Brian
Bruce Bryan Caitlin Camilla Carl Carla Carlos Carol Caroline Catherine Charles Charlie Charlotte Chloe Chris Christian Christina Christine Christopher
Chuck Claire Clarence Colin Connor Craig Cristiano Cynthia Dan Daniel Danielle Danny Dave David Deborah Debra Dennis Derek Diana Diane Dianne
Dominic Don Donald Donna Doug Douglas Drew Duncan Dwayne Ed Eddie Edward Elena Elizabeth Ella Ellen Elon Emily Emma Emmanuel Eric Erik Erin
Ethan Eva Evan Evelyn Felicity Fiona Frances Francis Frank Fred Gary Gavin Gemma Geoffrey George Gerald Gina Giorgia Glenn Gordon Graham Grant
Greg Gregory Gretchen Hannah Harold Harry Harvey Heather Helen Henry Herschel Hillary Holly Howard Hugh Hunter Ian Ivan Ivanka Jack Jackie Jacob
Jacqueline Jair James Jamie Jan Jane Janet Jason Jay Jean Jeff Jeffrey Jen Jennifer Jeremy Jerome Jerry Jesse Jessica Jill Jim Jimmy Joan Joanna Joe
Joel John Johnny Jon Jonathan Jose Joseph Josh Joshua Juan Judy Julia Julian Julie Justin Kamala Karen Kate Katherine Kathleen Kathy Katie Keir
Keith Kelly Ken Kenneth Kevin Kim Kimberly Kristen Kyle Larry Laura Lauren Lee Leonardo Leslie Lewis Liam Linda Lindsey Lionel Lisa Liz Louis Louise
Lucy Luis Luke Lynn Malcolm Marc Marco Margaret Maria Marie Marilyn Mario Mark Marsha Martha Martin Mary Matt Matthew Maura Max Megan Meghan
Melania Melissa Michael Michelle Miguel Mike Mitch Mitt Mohamed Mohammed Molly Morgan Muhammad Nancy Naomi Narendra Natalie Nathan Neil Nicholas
Nick Nicola Nicole Nigel Nikki Noah Novak Olaf Oliver Olivia Oprah Oscar Pamela Pat Patricia Patrick Paul Paula Pedro Peter Phil Philip Phillip Pierre
Priti Rachel Ralph Raphael Ray Raymond Rebecca Ricardo Richard Rick Rishi Rob Robert Roberto Robin Roger Roman Ron Ronald Rosa Rosie Ross Roy Rudy
Rupert Russell Ruth Ryan Sadiq Sajid Sally Sam Samantha Samuel Sandra Sara Sarah Scott Sean Serena Sergei Shannon Sharon Shawn Sheila Shinzo Simon
Sophie Stacey Stan Stella Stephanie Stephen Steve Steven Stuart Suella Sue Susan Suzanne Tara Ted Teresa Terry Theresa Thomas Tiffany Tiger Tim
Timothy Tina Todd Tom Tommy Tony Tracy Tucker Tyler Ursula Vanessa Victor Victoria Viktor Vincent Vivek Vladimir Volodymyr Walter Warren Wayne Wendy
Wes Whoopi Will William Xavier Yevgeny Yvette Zoe
""")
)

COUNTRIES = frozenset(
    _words("""
Afghanistan Albania Algeria Argentina Armenia Australia Austria Azerbaijan Bangladesh Belarus Belgium Bolivia Brazil Bulgaria Cambodia Canada Chile
China Colombia Croatia Cuba Cyprus Denmark Ecuador Egypt England Estonia Ethiopia Finland France Germany Ghana Greece Guatemala Haiti Honduras Hungary
Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Kazakhstan Kenya Kosovo Kuwait Latvia Lebanon Libya Lithuania Malaysia Mexico
Moldova Mongolia Morocco Myanmar Nepal Netherlands Nicaragua Nigeria Norway Pakistan Panama Paraguay Peru Philippines Poland Portugal Qatar Romania
Russia Rwanda Scotland Senegal Serbia Singapore Slovakia Slovenia Somalia Spain Sudan Sweden Switzerland Syria Taiwan Tanzania Thailand Tunisia
Uganda Ukraine Uruguay Venezuela Vietnam Wales Yemen Zambia Zimbabwe
""")
) | {"Saudi Arabia", "South Korea", "North Korea", "South Africa", "New Zealand", "Sri Lanka"}

STATES = frozenset(
    _words("""
Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine
Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah
Vermont Virginia Wisconsin Wyoming
""")
) | {"New Jersey", "New Mexico", "North Carolina", "South Carolina", "North Dakota", "South Dakota", "West Virginia"}

CITIES = frozenset(
    _words("""
London Paris Berlin Rome Madrid Barcelona Moscow Kyiv Beijing Shanghai Tokyo Seoul Delhi Mumbai Istanbul Ankara Tehran Baghdad Jerusalem Cairo Lagos
Nairobi Sydney Melbourne Toronto Chicago Boston Houston Dallas Atlanta Seattle Denver Detroit Miami Philadelphia Brussels Vienna Geneva Stockholm Oslo
Warsaw Prague Budapest Athens Lisbon Amsterdam Copenhagen Dublin Glasgow Edinburgh Manchester Liverpool Birmingham Leeds Bristol Cardiff Belfast
Pittsburgh Cleveland Nashville Memphis Baltimore Phoenix Minneapolis Milwaukee
""")
) | {"San Francisco", "Los Angeles", "San Diego", "Las Vegas", "New Orleans", "New York City", "Hong Kong", "Tel Aviv"}

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
