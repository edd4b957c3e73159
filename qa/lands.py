"""Names of countries and of states, for questions that ask for one. Whoever asks `which country` is not answered by a city.

As they are written in English-language news. Out of scope: where they are, and what else a name may be (Georgia, Jordan).
"""

_COUNTRIES = """
Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan Bahamas Bahrain Bangladesh Barbados
Belarus Belgium Belize Benin Bhutan Bolivia Bosnia Botswana Brazil Britain Brunei Bulgaria Burma Burundi Cambodia Cameroon
Canada Chad Chile China Colombia Congo Croatia Cuba Cyprus Czechia Denmark Djibouti Dominica Ecuador Egypt England Eritrea
Estonia Eswatini Ethiopia Fiji Finland France Gabon Gambia Georgia Germany Ghana Greece Greenland Grenada Guatemala Guinea
Guyana Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan Kazakhstan Kenya
Kiribati Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Lesotho Liberia Libya Liechtenstein Lithuania Luxembourg Macedonia
Madagascar Malawi Malaysia Maldives Mali Malta Mauritania Mauritius Mexico Micronesia Moldova Monaco Mongolia Montenegro Morocco
Mozambique Myanmar Namibia Nauru Nepal Netherlands Nicaragua Niger Nigeria Norway Oman Pakistan Palau Palestine Panama Paraguay
Peru Philippines Poland Portugal Qatar Romania Russia Rwanda Samoa Scotland Senegal Serbia Seychelles Singapore Slovakia Slovenia
Somalia Spain Sudan Suriname Sweden Switzerland Syria Taiwan Tajikistan Tanzania Thailand Togo Tonga Tunisia Turkey Türkiye
Turkmenistan Tuvalu Uganda Ukraine Uruguay Uzbekistan Vanuatu Venezuela Vietnam Wales Yemen Zambia Zimbabwe UAE
"""
_COUNTRIES_OF_WORDS = (
    r"(?:South|North) Korea|Saudi Arabia|South Africa|New Zealand|Sri Lanka|Costa Rica|El Salvador|Ivory Coast|Sierra Leone"
    r"|Burkina Faso|Cape Verde|East Timor|San Marino|Vatican|United (?:Kingdom|States|Arab Emirates)|Trinidad|Saint Lucia"
    r"|(?:Dominican|Czech|Central African) Republic|Papua New Guinea|Puerto Rico|Northern Ireland|Hong Kong|U\.K\.|U\.S\.|UK|US"
)
_STATES = """
Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana Iowa Kansas
Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma
Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Washington Wisconsin Wyoming
Queensland Tasmania Victoria
Assam Bihar Chhattisgarh Goa Gujarat Haryana Jharkhand Karnataka Kerala Maharashtra Manipur Meghalaya Mizoram Nagaland Odisha
Punjab Rajasthan Sikkim Telangana Tripura Uttarakhand
Bavaria Berlin Brandenburg Bremen Hamburg Hesse Saarland Saxony Thuringia
"""
_STATES_OF_WORDS = (
    r"New (?:York|Jersey|Mexico|Hampshire|South Wales)|(?:North|South) (?:Carolina|Dakota)|West Virginia|Rhode Island"
    r"|(?:South|Western) Australia|Northern Territory|(?:Andhra|Arunachal|Himachal|Madhya|Uttar) Pradesh|Tamil Nadu|West Bengal"
    r"|Lower Saxony|Saxony-Anhalt|North Rhine|Rhineland|Baden-W"
)
# With what is formed by an ending: `Russian` voters are those of a country.
COUNTRY = rf"\b(?=[A-Z])(?:{_COUNTRIES_OF_WORDS}|(?:{'|'.join(_COUNTRIES.split())})(?:i?a?ns?|is?|ese)?)(?!\w)"
STATE = rf"\b(?=[A-Z])(?:{_STATES_OF_WORDS}|{'|'.join(_STATES.split())})\b"
