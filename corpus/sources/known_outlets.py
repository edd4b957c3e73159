"""Well-known publications by the names that articles give them: agencies, broadcasters, newspapers, magazines, journals.

An entry of the tables is `Name: other names @ hosts`, with a `~` behind names that are common words too. A name is matched as
it is written here, capitals included, with or without `The`. Out of scope: which of a library's outlets a question names (`corpus.sources.outlet_names`), and whether words are attributed to one (`corpus.sources.attributions`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

_AGENCIES = """
Associated Press: AP, A.P. @ apnews.com ap.org | Reuters: Thomson Reuters @ reuters.com reut.rs | Agence France-Presse: AFP, Agence France Presse @ afp.com
United Press International: UPI @ upi.com | Bloomberg ~: Bloomberg News @ bloomberg.com | Press Association: PA Media, PA news agency, PA News Agency, PA ~
Deutsche Presse-Agentur: DPA, dpa @ dpa.com | Xinhua: Xinhua News Agency, Xinhua News @ xinhuanet.com news.cn | China News Service @ chinanews.com
TASS: Tass, Itar-Tass, ITAR-TASS @ tass.com tass.ru | RIA Novosti: Ria Novosti, RIA news agency, RIA ~ @ ria.ru | Interfax @ interfax.ru interfax.com | Interfax-Ukraine @ interfax.com.ua
Ukrinform @ ukrinform.net | Kyodo News: Kyodo, Kyodo News Plus @ kyodonews.net | Jiji Press: Jiji @ jiji.com | Yonhap: Yonhap News Agency, Yonhap News @ yna.co.kr
KCNA: Korean Central News Agency @ kcna.kp | Anadolu Agency: Anadolu @ aa.com.tr | Press Trust of India: PTI @ ptinews.com | ANI: Asian News International @ aninews.in
IANS: Indo-Asian News Service @ ians.in | EFE @ efe.com | ANSA @ ansa.it | LUSA: Lusa @ lusa.pt | Belga | ANP ~ | TT News Agency | NTB ~ | Ritzau | PAP ~: Polish Press Agency
BelTA: Belta @ belta.by | Canadian Press @ thecanadianpress.com | Australian Associated Press: AAP ~ @ aap.com.au | IRNA @ irna.ir | Tasnim: Tasnim News Agency, Tasnim News @ tasnimnews.com
Fars News Agency: Fars News, Fars ~ @ farsnews.ir | ISNA @ isna.ir | Mehr News Agency: Mehr News @ mehrnews.com | Mizan @ mizan.news | SANA @ sana.sy | WAFA: Wafa @ wafa.ps
WAM ~ @ wam.ae | Middle East News Agency | Saudi Press Agency: SPA ~ @ spa.gov.sa | National News Agency | Antara @ antaranews.com | Bernama @ bernama.com
South African Press Association: SAPA | Associated Press of Pakistan: APP | Anatolia News Agency | States Newsroom @ statesnewsroom.com | Inter Press Service @ ipsnews.net | KFF Health News: Kaiser Health News @ kffhealthnews.org khn.org | SWNS | Dow Jones Newswires
"""
"""News agencies: what bears one's name in its dateline or byline is the agency's."""

_BROADCASTERS = """
BBC: BBC News, BBC World Service, British Broadcasting Corporation @ bbc.co.uk bbc.com bbc.in | CNN: CNN International, Cable News Network @ cnn.com cnn.it | NPR: National Public Radio @ npr.org
PBS: PBS NewsHour, PBS Newshour @ pbs.org | CBS News @ cbsnews.com | NBC News @ nbcnews.com | ABC News @ abcnews.go.com abcnews.com | Fox News: Fox News Channel, Fox News Digital, FOX News @ foxnews.com
Fox Business: FOX Business, Fox Business Network @ foxbusiness.com | CBS | NBC | ABC | NBC Sports @ nbcsports.com | Fox Sports @ foxsports.com | MSNBC @ msnbc.com | CNBC @ cnbc.com | C-SPAN @ c-span.org | Newsmax @ newsmax.com | NewsNation @ newsnationnow.com | ESPN @ espn.com espn.co.uk
Voice of America: VOA @ voanews.com | Radio Free Europe/Radio Liberty: RFE/RL, Radio Free Europe @ rferl.org | Radio Free Asia: RFA @ rfa.org | Sky News @ news.sky.com | Sky Sports @ skysports.com | ITV News | ITV @ itv.com
Channel 4 News: Channel 4 @ channel4.com | LBC @ lbc.co.uk | GB News @ gbnews.com gbnews.uk | TalkTV | Times Radio | talkSPORT: TalkSPORT @ talksport.com | CBC News: CBC @ cbc.ca | CTV News: CTV @ ctvnews.ca | Global News @ globalnews.ca
Radio-Canada | ABC Australia: Australian Broadcasting Corporation @ abc.net.au | Nine News @ 9news.com.au | SBS News @ sbs.com.au | RNZ: Radio New Zealand @ rnz.co.nz | Newshub @ newshub.co.nz | RTÉ: RTE @ rte.ie
Al Jazeera: Aljazeera @ aljazeera.com | Al Arabiya @ alarabiya.net | Al Mayadeen | Al-Manar: Al Manar | Press TV: PressTV @ presstv.ir | CCTV: China Central Television @ cctv.com | CGTN @ cgtn.com
NHK: NHK World @ nhk.or.jp | TBS News | KBS @ kbs.co.kr | CNA: Channel NewsAsia, Channel News Asia @ channelnewsasia.com | NDTV @ ndtv.com | News18: CNN-News18 @ news18.com | Times Now | Geo News: Geo TV @ geo.tv
ARY News @ arynews.tv | Deutsche Welle: DW @ dw.com | ARD: Tagesschau @ tagesschau.de ard.de | ZDF @ zdf.de zdfheute.de | n-tv @ n-tv.de | France 24: FRANCE 24 @ france24.com | France Info: Franceinfo, franceinfo @ francetvinfo.fr
RFI: Radio France Internationale @ rfi.fr | BFMTV: BFM TV, BFM @ bfmtv.com | RTL @ rtl.fr | LCI ~ | France Inter | Europe 1 | RAI @ rai.it rainews.it | Sky TG24 @ tg24.sky.it | RTVE: TVE @ rtve.es | TVP
NOS ~ @ nos.nl | VRT @ vrt.be | RTBF @ rtbf.be | SVT @ svt.se | NRK @ nrk.no | TV2: TV 2 | DR ~ @ dr.dk | Yle: YLE @ yle.fi | ERR ~ @ err.ee | LRT @ lrt.lt | Suspilne @ suspilne.media | RT: Russia Today @ rt.com | Rossiya 1 | Rossiya-1
Channel One | Euronews: euronews @ euronews.com | TRT World: TRT @ trtworld.com | CNN Türk: CNN Turk | Kan News | i24NEWS: i24News @ i24news.tv | Globo: TV Globo @ globo.com g1.globo.com | Televisa | Telemundo @ telemundo.com
Univision @ univision.com | eNCA | SABC: SABC News @ sabcnews.com | WNYC @ wnyc.org | KQED @ kqed.org | WBUR @ wbur.org | Spectrum News | Bloomberg TV: Bloomberg Television | Bloomberg Radio | CBS Sports @ cbssports.com | Channel 12 | Channel 13
"""

_NEWSPAPERS = """
The New York Times: NYT, NY Times, N.Y. Times @ nytimes.com nyti.ms | The Washington Post: WaPo @ washingtonpost.com wapo.st | The Wall Street Journal: WSJ @ wsj.com | Los Angeles Times: LA Times, L.A. Times @ latimes.com
USA Today: USA TODAY @ usatoday.com | The Boston Globe @ bostonglobe.com | Chicago Tribune @ chicagotribune.com | Chicago Sun-Times @ suntimes.com | Miami Herald @ miamiherald.com | Dallas Morning News @ dallasnews.com
Houston Chronicle @ houstonchronicle.com | San Francisco Chronicle @ sfchronicle.com sfgate.com | San Francisco Standard @ sfstandard.com | Mercury News @ mercurynews.com | Seattle Times @ seattletimes.com | Denver Post @ denverpost.com
Philadelphia Inquirer @ inquirer.com | Star Tribune: Minneapolis Star Tribune @ startribune.com | Atlanta Journal-Constitution @ ajc.com | Tampa Bay Times @ tampabay.com | Arizona Republic @ azcentral.com | Detroit Free Press @ freep.com
Detroit News @ detroitnews.com | Baltimore Sun @ baltimoresun.com | Kansas City Star @ kansascity.com | Des Moines Register @ desmoinesregister.com | Salt Lake Tribune @ sltrib.com | Oregonian @ oregonlive.com | Texas Tribune @ texastribune.org
Sacramento Bee @ sacbee.com | Charlotte Observer @ charlotteobserver.com | Las Vegas Review-Journal @ reviewjournal.com | Las Vegas Sun | Orlando Sentinel @ orlandosentinel.com | Sun Sentinel: South Florida Sun Sentinel @ sun-sentinel.com
Palm Beach Post @ palmbeachpost.com | Newsday @ newsday.com | New York Post: NY Post, N.Y. Post @ nypost.com | New York Daily News @ nydailynews.com | Washington Times @ washingtontimes.com | Washington Examiner @ washingtonexaminer.com
Christian Science Monitor @ csmonitor.com | Austin American-Statesman @ statesman.com | Indianapolis Star: IndyStar @ indystar.com | Tennessean @ tennessean.com | Honolulu Star-Advertiser
The Guardian: Guardian US, Guardian Australia @ theguardian.com | The Observer ~ @ observer.co.uk | Times of London: London Times @ thetimes.co.uk thetimes.com | Sunday Times | The Daily Telegraph: The Telegraph, Sunday Telegraph @ telegraph.co.uk
Financial Times: FT @ ft.com | The Independent ~ @ independent.co.uk | Daily Mail: MailOnline, Mail Online, Mail on Sunday, DailyMail.com @ dailymail.co.uk mailonline.co.uk | Daily Mirror: Sunday Mirror @ mirror.co.uk
The Mirror ~ @ mirror.co.uk | The Sun ~ @ thesun.co.uk the-sun.com | Daily Express: Sunday Express @ express.co.uk | Evening Standard @ standard.co.uk | Metro ~ @ metro.co.uk | The i ~ @ inews.co.uk | Daily Record @ dailyrecord.co.uk
The Scotsman @ scotsman.com | Manchester Evening News @ manchestereveningnews.co.uk | Belfast Telegraph @ belfasttelegraph.co.uk | Irish Times @ irishtimes.com | Irish Independent @ independent.ie | Irish Examiner @ irishexaminer.com
The Globe and Mail @ theglobeandmail.com | Toronto Star @ thestar.com | National Post @ nationalpost.com | Montreal Gazette @ montrealgazette.com | Vancouver Sun @ vancouversun.com | Sydney Morning Herald @ smh.com.au
The Age ~ @ theage.com.au | The Australian ~ @ theaustralian.com.au | Herald Sun @ heraldsun.com.au | Australian Financial Review @ afr.com | New Zealand Herald: NZ Herald @ nzherald.co.nz | Stuff ~ @ stuff.co.nz
South China Morning Post: SCMP @ scmp.com | Global Times @ globaltimes.cn | China Daily @ chinadaily.com.cn | People’s Daily: People's Daily @ people.cn people.com.cn | The Paper ~ @ thepaper.cn | Caixin @ caixin.com caixinglobal.com | Sing Tao Daily | Ming Pao
Hong Kong Free Press: HKFP @ hongkongfp.com | Taipei Times @ taipeitimes.com | Focus Taiwan @ focustaiwan.tw | Liberty Times | United Daily News | Nikkei ~: Nikkei Asia @ nikkei.com asia.nikkei.com | Asahi Shimbun @ asahi.com | Yomiuri Shimbun: Yomiuri @ yomiuri.co.jp
Mainichi Shimbun: Mainichi @ mainichi.jp | Japan Times @ japantimes.co.jp | Chosun Ilbo @ chosun.com | JoongAng Ilbo @ joins.com | Dong-A Ilbo | Hankyoreh @ hani.co.kr | Korea Herald @ koreaherald.com | Korea Times @ koreatimes.co.kr | Rodong Sinmun
Straits Times @ straitstimes.com | Bangkok Post @ bangkokpost.com | Jakarta Post @ thejakartapost.com | Philippine Daily Inquirer: Inquirer.net @ inquirer.net | Rappler @ rappler.com | Phnom Penh Post | Myanmar Now | Irrawaddy @ irrawaddy.com
Times of India @ timesofindia.indiatimes.com | Hindustan Times @ hindustantimes.com | Indian Express @ indianexpress.com | The Hindu ~ @ thehindu.com | Economic Times @ economictimes.indiatimes.com | The Wire ~ @ thewire.in | India Today @ indiatoday.in
Deccan Herald @ deccanherald.com | Dawn ~ @ dawn.com | Express Tribune @ tribune.com.pk | Daily Star ~ @ thedailystar.net | Dhaka Tribune | Prothom Alo | Kathmandu Post @ kathmandupost.com
The Times of Israel @ timesofisrael.com | Haaretz: Ha’aretz, Ha'aretz @ haaretz.com | The Jerusalem Post @ jpost.com | Yedioth Ahronoth: Yediot Ahronot, Yedioth Ahronot | Ynet: ynet @ ynetnews.com ynet.co.il | Israel Hayom @ israelhayom.com | Maariv | Walla
Asharq Al-Awsat @ aawsat.com | Al-Ahram @ ahram.org.eg | L’Orient-Le Jour: L'Orient-Le Jour, L’Orient Today @ lorientlejour.com lorienttoday.com | Arab News @ arabnews.com | Gulf News @ gulfnews.com | Khaleej Times @ khaleejtimes.com | Hürriyet: Hurriyet @ hurriyet.com.tr
Cumhuriyet | Daily Sabah @ dailysabah.com | Moscow Times @ themoscowtimes.com | Novaya Gazeta @ novayagazeta.eu novayagazeta.ru | Kommersant @ kommersant.ru | Izvestia @ iz.ru | Vedomosti @ vedomosti.ru | Komsomolskaya Pravda
Rossiyskaya Gazeta @ rg.ru | Kyiv Independent @ kyivindependent.com | Kyiv Post @ kyivpost.com | Ukrainska Pravda @ pravda.com.ua | Gazeta Wyborcza @ wyborcza.pl | Rzeczpospolita @ rp.pl
Le Monde @ lemonde.fr | Le Figaro @ lefigaro.fr | Libération: Liberation @ liberation.fr | Le Parisien @ leparisien.fr | Les Échos: Les Echos @ lesechos.fr | Ouest-France @ ouest-france.fr | Journal du Dimanche: JDD @ lejdd.fr | L’Équipe: L'Équipe, L'Equipe, L’Equipe @ lequipe.fr
Mediapart @ mediapart.fr | Le Point @ lepoint.fr | Der Spiegel: Spiegel @ spiegel.de | Die Zeit @ zeit.de | Süddeutsche Zeitung: Sueddeutsche Zeitung @ sueddeutsche.de | Frankfurter Allgemeine Zeitung: FAZ, Frankfurter Allgemeine @ faz.net
Bild: Bild am Sonntag @ bild.de | Die Welt: Welt am Sonntag @ welt.de | Handelsblatt @ handelsblatt.com | Tagesspiegel @ tagesspiegel.de | Der Standard @ derstandard.at | Neue Zürcher Zeitung: NZZ @ nzz.ch | Tages-Anzeiger
Corriere della Sera @ corriere.it | La Repubblica: Repubblica @ repubblica.it | La Stampa @ lastampa.it | Il Sole 24 Ore @ ilsole24ore.com | Il Messaggero | Gazzetta dello Sport: La Gazzetta dello Sport @ gazzetta.it | El País: El Pais @ elpais.com | El Mundo @ elmundo.es
La Vanguardia @ lavanguardia.com | Marca ~ @ marca.com | Mundo Deportivo | Diário de Notícias | Público ~ | De Telegraaf @ telegraaf.nl | De Standaard | Le Soir @ lesoir.be | Het Laatste Nieuws | Dagens Nyheter @ dn.se | Aftonbladet @ aftonbladet.se | Expressen @ expressen.se
Svenska Dagbladet @ svd.se | Aftenposten @ aftenposten.no | VG @ vg.no | Dagbladet | Verdens Gang | Politiken @ politiken.dk | Berlingske | Jyllands-Posten | Helsingin Sanomat @ hs.fi | Kathimerini @ ekathimerini.com kathimerini.gr | Ta Nea
Folha de S.Paulo: Folha de S. Paulo, Folha de São Paulo, Folha @ folha.uol.com.br | O Globo @ oglobo.globo.com | Estado de S. Paulo: O Estado de S. Paulo | La Nación: La Nacion @ lanacion.com.ar | Clarín: Clarin @ clarin.com | El Universal | Reforma ~
Milenio | El Tiempo | El Comercio | El Mercurio | La Tercera | Granma | Daily Maverick @ dailymaverick.co.za | Mail & Guardian @ mg.co.za | News24 @ news24.com | Daily Nation @ nation.africa | The EastAfrican | Daily Monitor @ monitor.co.ug | Premium Times @ premiumtimesng.com
Punch ~ @ punchng.com | Vanguard ~ @ vanguardngr.com | The Nation ~ @ thenation.com | Stars and Stripes @ stripes.com | Nashville Scene | Village Voice | Star-Ledger: NJ.com @ nj.com | Plain Dealer: Cleveland.com @ cleveland.com | St. Paul Pioneer Press: Pioneer Press @ twincities.com | Pittsburgh Post-Gazette @ post-gazette.com
Columbus Dispatch @ dispatch.com | Cincinnati Enquirer @ cincinnati.com | Milwaukee Journal Sentinel @ jsonline.com | St. Louis Post-Dispatch @ stltoday.com | Hartford Courant @ courant.com | San Diego Union-Tribune @ sandiegouniontribune.com | Anchorage Daily News @ adn.com
Times-Picayune @ nola.com | Clarion Ledger @ clarionledger.com | Post and Courier @ postandcourier.com | Richmond Times-Dispatch @ richmond.com | News & Observer @ newsobserver.com | Albuquerque Journal @ abqjournal.com | Santa Fe New Mexican @ santafenewmexican.com
"""

_MAGAZINES = """
Politico: POLITICO, Politico Europe @ politico.com politico.eu | Axios @ axios.com | The Hill ~: Hill newspaper @ thehill.com | Roll Call @ rollcall.com | Semafor @ semafor.com | Punchbowl News: Punchbowl @ punchbowl.news | ProPublica @ propublica.org
The Intercept @ theintercept.com | Vox ~ @ vox.com | Slate ~ @ slate.com | Salon ~ @ salon.com | The Daily Beast @ thedailybeast.com | HuffPost: Huffington Post @ huffpost.com huffingtonpost.com huffingtonpost.co.uk | BuzzFeed News: BuzzFeed @ buzzfeednews.com buzzfeed.com
Vice News: VICE News, VICE @ vice.com | Business Insider: Insider ~ @ businessinsider.com insider.com | Quartz ~ @ qz.com | The Atlantic ~ @ theatlantic.com | The New Yorker @ newyorker.com | The Economist @ economist.com
TIME magazine: Time magazine, TIME, Time Magazine @ time.com | Time ~ @ time.com | Newsweek @ newsweek.com | The Week ~ @ theweek.com theweek.co.uk | U.S. News & World Report: US News & World Report, U.S. News @ usnews.com | Forbes ~: Forbes magazine @ forbes.com | Fortune ~: Fortune magazine @ fortune.com
Bloomberg Businessweek: Businessweek | Barron’s: Barron's @ barrons.com | MarketWatch @ marketwatch.com | Harvard Business Review @ hbr.org | Foreign Policy ~ @ foreignpolicy.com | Foreign Affairs ~ @ foreignaffairs.com | Mother Jones ~ @ motherjones.com
New Republic @ newrepublic.com | National Review @ nationalreview.com | The Spectator ~ @ spectator.co.uk | New Statesman @ newstatesman.com | Private Eye ~ @ private-eye.co.uk | The Conversation ~ @ theconversation.com | Vanity Fair @ vanityfair.com | Vogue @ vogue.com vogue.co.uk
GQ @ gq.com | Esquire @ esquire.com | Rolling Stone: Rolling Stone magazine @ rollingstone.com | Billboard ~ @ billboard.com | Variety ~ @ variety.com | The Hollywood Reporter @ hollywoodreporter.com | Deadline ~: Deadline Hollywood @ deadline.com | Entertainment Weekly: EW @ ew.com
IndieWire @ indiewire.com | People ~: PEOPLE, People magazine @ people.com | Us Weekly @ usmagazine.com | TMZ @ tmz.com | Page Six @ pagesix.com | E! News @ eonline.com | Entertainment Tonight: ET ~ @ etonline.com | Radio Times @ radiotimes.com | NME @ nme.com | Pitchfork @ pitchfork.com
Sports Illustrated @ si.com | The Athletic ~ @ theathletic.com | Bleacher Report @ bleacherreport.com | Wired ~: WIRED @ wired.com wired.co.uk | The Verge @ theverge.com | TechCrunch @ techcrunch.com | Ars Technica @ arstechnica.com | Engadget @ engadget.com | Gizmodo @ gizmodo.com
Kotaku @ kotaku.com | Polygon ~ @ polygon.com | CNET @ cnet.com | ZDNet: ZDNET @ zdnet.com | Mashable @ mashable.com | The Information ~ @ theinformation.com | 9to5Mac @ 9to5mac.com | MIT Technology Review @ technologyreview.com | Popular Science @ popsci.com
National Geographic: NatGeo, National Geographic magazine @ nationalgeographic.com | New Scientist @ newscientist.com | Scientific American @ scientificamerican.com | Smithsonian Magazine: Smithsonian magazine @ smithsonianmag.com | Live Science: LiveScience @ livescience.com | Space.com @ space.com | SpaceNews @ spacenews.com
Science News @ sciencenews.org | STAT News: Stat News, STAT ~ @ statnews.com | Carbon Brief @ carbonbrief.org | Inside Climate News @ insideclimatenews.org | Grist ~ @ grist.org | Defense News @ defensenews.com | Military Times @ militarytimes.com | Defense One @ defenseone.com
Middle East Eye @ middleeasteye.net | Al-Monitor @ al-monitor.com | The Diplomat ~ @ thediplomat.com | Meduza @ meduza.io | Bellingcat: bellingcat @ bellingcat.com | OpenSecrets @ opensecrets.org | FiveThirtyEight @ fivethirtyeight.com | RealClearPolitics @ realclearpolitics.com
Daily Caller @ dailycaller.com | Breitbart: Breitbart News @ breitbart.com | Daily Wire @ dailywire.com | Epoch Times @ theepochtimes.com | Townhall ~ @ townhall.com | Raw Story @ rawstory.com | Mediaite @ mediaite.com | Deseret News @ deseret.com | Patch ~ @ patch.com | Newser @ newser.com
Paris Match | Stern ~ @ stern.de | Focus ~ @ focus.de | Der Freitag | L’Express: L'Express @ lexpress.fr | The Drive ~ | Automotive News @ autonews.com | Motor Trend: MotorTrend @ motortrend.com | Car and Driver @ caranddriver.com | Lloyd’s List: Lloyd's List @ lloydslist.com
The Marshall Project @ themarshallproject.org | The 19th ~ @ 19thnews.org | The Trace ~ @ thetrace.org | Gothamist @ gothamist.com | Eater ~ @ eater.com | Bon Appétit: Bon Appetit @ bonappetit.com | Undark @ undark.org | Quanta Magazine: Quanta magazine @ quantamagazine.org | Bisnow
"""

_JOURNALS = """
The Lancet: Lancet @ thelancet.com | New England Journal of Medicine: NEJM @ nejm.org | JAMA: Journal of the American Medical Association @ jamanetwork.com | BMJ: British Medical Journal @ bmj.com | PNAS: Proceedings of the National Academy of Sciences @ pnas.org
Nature ~ @ nature.com | Science ~ @ science.org sciencemag.org | Cell ~ @ cell.com | Nature Medicine | Nature Climate Change | Nature Communications | Nature Astronomy | Nature Geoscience | Science Advances | Scientific Reports | PLOS ONE: PLoS ONE, PLOS One @ plos.org journals.plos.org | eLife
JAMA Network Open | Annals of Internal Medicine @ acpjournals.org | Geophysical Research Letters | Astrophysical Journal: Astrophysical Journal Letters | Physical Review Letters | Current Biology | Science Immunology | Science Translational Medicine | The Lancet Planetary Health | Morbidity and Mortality Weekly Report
"""


@dataclass(frozen=True, slots=True)
class Publication:
    """One of the well-known; `is_common` says that its name is a common word too (Time, Nature), so that more must tell."""

    name: str
    is_common: bool = False
    is_agency: bool = False
    is_broadcaster: bool = False


@cache
def _read() -> tuple[dict[str, tuple[tuple[str, Publication], ...]], dict[str, str]]:
    """Names by their first word, the longest first; hosts."""
    written: dict[str, Publication] = {}
    hosts: dict[str, str] = {}
    for table in (_AGENCIES, _BROADCASTERS, _NEWSPAPERS, _MAGAZINES, _JOURNALS):
        for entry in table.strip().replace("\n", " | ").split(" | "):
            names, _, addresses = entry.partition(" @ ")
            name, _, aliases = names.partition(": ")
            first = name.removesuffix(" ~")
            for one in (name, *filter(None, aliases.split(", "))):
                bare = one.removesuffix(" ~")
                publication = Publication(first, bare != one, table is _AGENCIES, table is _BROADCASTERS)
                written.setdefault(bare.removeprefix("The "), publication)
            for host in addresses.split():
                hosts.setdefault(host, first)
    by_word: dict[str, list[tuple[str, Publication]]] = {}
    for bare in sorted(written, key=len, reverse=True):
        by_word.setdefault(re.split(r"[^\w&/-]", bare, maxsplit=1)[0], []).append((bare, written[bare]))
    return {word: tuple(names) for word, names in by_word.items()}, hosts


def known_names() -> Mapping[str, Sequence[tuple[str, Publication]]]:
    """Every written name by its first word, the longest first; `The` in front is left out."""
    return _read()[0]


def publication_at(url: str) -> str | None:
    """The name of the publication whose site an address is of."""
    hosts = _read()[1]
    found = re.match(r"https?://(?:[^/?#]*@)?([^/:?#]+)", url.lower())
    host = found[1] if found else ""
    while "." in host:
        if host in hosts:
            return hosts[host]
        host = host.partition(".")[2]
    return None
